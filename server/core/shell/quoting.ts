/** How an offset of a script is quoted: outside quotes, inside double or single ones, or in text that is not a plain command line. */
export type Quoting = 'none' | 'double' | 'single' | 'other';

/** Reads the script from its start, as bash does, without running anything; here-documents and ANSI-C strings are `other`. */
export function quotingAt(text: string, offset: number): Quoting {
  let state: 'none' | 'double' | 'single' = 'none';
  for (let at = 0; at < offset; at++) {
    const character = text[at];
    if (state === 'single') {
      if (character === "'") state = 'none';
    } else if (character === '\\') at++;
    else if (state === 'double') {
      if (character === '"') state = 'none';
    } else if (character === '#' && /(^|\s)$/.test(text.slice(Math.max(0, at - 1), at))) {
      const end = text.indexOf('\n', at);
      if (end < 0 || end > offset) return 'other';
      at = end;
    } else if (character === '<' && text[at + 1] === '<' && text[at + 2] !== '<' && text[at - 1] !== '<')
      return 'other';
    else if (character === '"') state = 'double';
    else if (character === "'") state = 'single';
  }
  return state;
}
