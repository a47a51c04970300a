import { type Decoded, decodedBuilder } from './decode';

export interface BlockHeader {
  readonly style: 'literal' | 'folded';
  readonly chomp: '-' | '+' | '';
  /** Columns that belong to indentation; undefined lets the first line with content decide. */
  readonly indent: number | undefined;
}

interface Line {
  /** Offset of the line's first unit within the body. */
  readonly start: number;
  readonly spaces: number;
  /** Text behind the spaces, without line break. */
  readonly content: string;
  /** Offset behind the content, where the break stands. */
  readonly end: number;
}

/** Decodes the body of a `|` or `>` scalar (YAML 1.2 §8.1). `body` begins behind the header's line break at source offset `base`. */
export function decodeBlock(body: string, base: number, header: BlockHeader): Decoded {
  const lines = linesOf(body);
  const out = decodedBuilder();
  let last = lines.length;
  while (last > 0 && lines[last - 1]?.content === '') last--;
  const first = lines.findIndex(({ content }) => content !== '');
  const indent = header.indent ?? (first < 0 ? 0 : (lines[first]?.spaces ?? 0));
  if (last === 0) {
    if (header.chomp === '+')
      for (const line of lines.slice(0, -1)) out.stand('\n', base + line.end, breakWidth(body, line.end));
    return out.done();
  }
  let separator = '';
  let newlines = '';
  let from = 0;
  let deeper = false;
  for (let i = 0; i < last; i++) {
    const line = lines[i];
    if (line === undefined) break;
    const text = ' '.repeat(Math.max(0, line.spaces - indent)) + line.content;
    const contentStart = line.end - text.length;
    if (i < first) {
      // Empty lines before the content count one break each, whatever the style.
      out.copy(body.slice(contentStart, line.end), base + contentStart);
      out.stand('\n', base + line.end, breakWidth(body, line.end));
      from = line.end + breakWidth(body, line.end);
      continue;
    }
    const more = header.style === 'folded' && (line.spaces > indent || line.content.startsWith('\t'));
    if (header.style === 'folded' && line.content === '' && !more) {
      if (separator === '\n') newlines += '\n';
      else separator = '\n';
      continue;
    }
    if (more) {
      if (separator === ' ') separator = '\n';
      else if (!deeper && separator === '\n') separator = '\n\n';
    }
    out.stand(newlines + separator, base + from, contentStart - from);
    out.copy(text, base + contentStart);
    from = line.end;
    newlines = '';
    separator = header.style === 'literal' || more ? '\n' : ' ';
    deeper = more;
  }
  finish(body, base, lines, last, indent, header, out);
  return out.done();
}

function finish(
  body: string,
  base: number,
  lines: readonly Line[],
  last: number,
  indent: number,
  header: BlockHeader,
  out: ReturnType<typeof decodedBuilder>,
): void {
  if (header.chomp === '-') return;
  const end = lines[last - 1]?.end ?? 0;
  if (header.chomp === '') {
    out.stand('\n', base + end, breakWidth(body, end));
    return;
  }
  for (let i = last; i < lines.length; i++) {
    const previous = lines[i - 1]?.end ?? 0;
    out.stand('\n', base + previous, breakWidth(body, previous));
    const line = lines[i];
    if (line === undefined) continue;
    const text = ' '.repeat(Math.max(0, line.spaces - indent));
    out.copy(text, base + line.end - text.length);
  }
  if (last === lines.length) out.stand('\n', base + end, 0);
}

function breakWidth(body: string, at: number): number {
  if (body[at] === '\r' && body[at + 1] === '\n') return 2;
  return at < body.length ? 1 : 0;
}

function linesOf(body: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (;;) {
    const newline = body.indexOf('\n', start);
    const stop = newline < 0 ? body.length : newline;
    const end =
      newline > start && body[newline - 1] === '\r'
        ? newline - 1
        : newline < 0 && body.endsWith('\r') && stop > start
          ? stop - 1
          : stop;
    let spaces = 0;
    while (start + spaces < end && body[start + spaces] === ' ') spaces++;
    lines.push({ start, spaces, content: body.slice(start + spaces, end), end });
    if (newline < 0) return lines;
    start = newline + 1;
  }
}
