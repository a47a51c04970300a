/**
 * Whether a `.dockerignore` keeps a path of the build context out of it. Patterns are those of Go's `filepath.Match` with `**`; one that
 * matches a folder takes what is in it, `!` brings back, and the last one that matches counts (docs.docker.com "Build context",
 * ".dockerignore files"). `path` is relative to the context, with `/`.
 */
export function isIgnored(text: string, path: string): boolean {
  const folders = path.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'));
  let ignored = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const written = line.trim();
    const back = written.startsWith('!');
    const pattern = plain(back ? written.slice(1).trim() : written);
    if (pattern === '' || (pattern === '.' && !back)) continue;
    const expression = regexOf(pattern);
    if (folders.some((folder) => expression.test(folder))) ignored = !back;
  }
  return ignored;
}

function plain(pattern: string): string {
  return pattern.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
}

function regexOf(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (pattern.startsWith('**/', at)) {
      source += '(.*/)?';
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      source += '.*';
      at += 1;
    } else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '\\' && at + 1 < pattern.length) source += escaped(pattern[++at] ?? '');
    else source += escaped(char);
  }
  return new RegExp(`^${source}$`);
}

function escaped(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
}
