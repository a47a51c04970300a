import { type Decoded, type DecodedBuilder, decodedBuilder } from './decode';

/**
 * Decodes plain and quoted scalars as YAML 1.2 §7.3 says: `''`, escapes, and line folding (one break becomes a space,
 * n breaks become n − 1). `raw` is the whole scalar as written, quotes included; `base` its source offset.
 */
export function decodeFlow(raw: string, base: number, style: 'plain' | 'single' | 'double'): Decoded {
  const out = decodedBuilder();
  const from = style === 'plain' ? 0 : 1;
  const closed = style !== 'plain' && raw.length > 1 && raw.endsWith(style === 'single' ? "'" : '"');
  const to = closed ? raw.length - 1 : raw.length;
  let at = from;
  while (at < to) {
    const special = nextSpecial(raw, at, to, style);
    if (special === to) {
      out.copy(raw.slice(at, to), base + at);
      break;
    }
    const char = raw[special] ?? '';
    if (char === "'") {
      out.copy(raw.slice(at, special), base + at);
      out.stand("'", base + special, 2);
      at = special + 2;
    } else if (char === '\\') {
      out.copy(raw.slice(at, special), base + at);
      at = escape(raw, special, to, base, out);
    } else {
      // A line break: white space around it is not content.
      let end = special;
      while (end > at && isBlank(raw[end - 1])) end--;
      out.copy(raw.slice(at, end), base + at);
      at = fold(raw, end, special, to, base, out);
    }
  }
  return out.done();
}

function nextSpecial(raw: string, at: number, to: number, style: string): number {
  for (let i = at; i < to; i++) {
    const code = raw.charCodeAt(i);
    if (code === 10 || code === 13) return i;
    if (style === 'single' && code === 39) return i;
    if (style === 'double' && code === 92) return i;
  }
  return to;
}

/** Folds the break that begins at `special`; white space from `end` on belongs to it. Returns where content goes on. */
function fold(raw: string, end: number, special: number, to: number, base: number, out: DecodedBuilder): number {
  let breaks = 0;
  let at = special;
  for (;;) {
    if (raw[at] === '\r' && raw[at + 1] === '\n') at++;
    at++;
    breaks++;
    while (at < to && isBlank(raw[at])) at++;
    if (at >= to || (raw[at] !== '\n' && raw[at] !== '\r')) break;
  }
  out.stand(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), base + end, at - end);
  return at;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};

const WIDTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escape(raw: string, at: number, to: number, base: number, out: DecodedBuilder): number {
  const char = raw[at + 1] ?? '';
  if (char === '\n' || char === '\r') {
    // An escaped break joins the lines; the next line's indentation is not content.
    let next = at + 2;
    if (char === '\r' && raw[next] === '\n') next++;
    while (next < to && isBlank(raw[next])) next++;
    return next;
  }
  const plain = ESCAPES[char];
  if (plain !== undefined) {
    out.stand(plain, base + at, 2);
    return at + 2;
  }
  const digits = WIDTHS[char];
  const code = digits === undefined ? Number.NaN : Number.parseInt(raw.slice(at + 2, at + 2 + digits), 16);
  if (digits !== undefined && code >= 0 && code <= 0x10ffff) {
    out.stand(String.fromCodePoint(code), base + at, digits + 2);
    return at + 2 + digits;
  }
  // Not an escape YAML knows: kept as written, as the parser does after its error.
  out.copy(raw.slice(at, at + 2), base + at);
  return at + 2;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}
