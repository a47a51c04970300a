import { escapePattern } from '../text/escape-pattern';

/** What a `branches:`/`tags:` filter pattern begins with before its first wildcard (docs: filter pattern cheat sheet). */
export function literalPrefix(pattern: string): string {
  const at = pattern.search(/[*?+[\]!\\]/);
  if (at < 0) return pattern;
  // `?` and `+` repeat the character before them, which therefore is not certain.
  return /[?+]/.test(pattern[at] ?? '') ? pattern.slice(0, Math.max(0, at - 1)) : pattern.slice(0, at);
}

export function isLiteral(pattern: string): boolean {
  return !/[*?+[\]!\\]/.test(pattern);
}

/** Whether a name matches a filter: patterns in order, `!` takes back. */
export function matchesFilter(patterns: readonly string[], name: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (matched && globPattern(pattern.slice(1)).test(name)) matched = false;
    } else if (globPattern(pattern).test(name)) matched = true;
  }
  return matched;
}

/** GitHub's glob: `*` not over `/`, `**` over everything, `?` and `+` repeat the character before, `[…]` a class. */
export function globPattern(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? '';
    if (char === '*' && pattern[i + 1] === '*') {
      source += '.*';
      i++;
    } else if (char === '*') source += '[^/]*';
    else if (char === '?' || char === '+') source += source === '' ? '' : char;
    else if (char === '[') {
      const close = pattern.indexOf(']', i);
      if (close < 0) source += '\\[';
      else {
        source += `[${pattern.slice(i + 1, close).replace(/[\\^\]]/g, '\\$&')}]`;
        i = close;
      }
    } else if (char === '\\' && i + 1 < pattern.length) {
      source += escapePattern(pattern[i + 1] ?? '');
      i++;
    } else source += char.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`);
  } catch {
    // A pattern GitHub would reject matches nothing here either.
    return /^(?!)/;
  }
}
