import type { ClientCapabilities, Position, Range } from 'vscode-languageserver';
import { positionAt } from '../core/text/line-index';
import type { SourceFile } from '../core/text/source-file';
import type { Span } from '../core/text/span';

/** How a protocol counts the characters of a line. Inside, offsets are UTF-16 code units. */
export type Encoding = 'utf-16' | 'utf-8';

/** The encoding a client likes best among those we speak; UTF-16, which every client speaks, where it names none of them. */
export function encodingOf(capabilities: ClientCapabilities): Encoding {
  const offered = capabilities.general?.positionEncodings ?? [];
  return offered.find((one): one is Encoding => one === 'utf-8' || one === 'utf-16') ?? 'utf-16';
}

/** A span as a range of the protocol. */
export function rangeOf(file: SourceFile, span: Span, encoding: Encoding): Range {
  const place = (offset: number): Position => {
    const { line, column } = positionAt(file.lines, offset);
    return {
      line,
      character: encoding === 'utf-16' ? column : bytesOf(file.text.slice(offset - column, offset)),
    };
  };
  return { start: place(span.start), end: place(span.end) };
}

/** A range of the protocol as a span; what lies outside the text is moved to the nearest end, of its line or of the text. */
export function spanOf(file: SourceFile, range: Range, encoding: Encoding): Span {
  const start = offsetOf(file, range.start, encoding);
  return { start, end: Math.max(start, offsetOf(file, range.end, encoding)) };
}

/** The offset of a position; behind the end of a line it is the line's end, as the protocol says. */
export function offsetOf({ text, lines }: SourceFile, { line, character }: Position, encoding: Encoding): number {
  if (line < 0) return 0;
  const start = lines.starts[line];
  if (start === undefined) return text.length;
  const content = text.slice(start, lines.starts[line + 1] ?? text.length).replace(/[\r\n]+$/, '');
  const units = encoding === 'utf-16' ? character : unitsOf(content, character);
  return start + Math.max(0, Math.min(units, content.length));
}

/** How many bytes a text has in UTF-8; half a surrogate pair counts three, as the replacement character it becomes. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const char of text) bytes += widthOf(char);
  return bytes;
}

/** How many UTF-16 units of a line its first bytes in UTF-8 are; an edge inside a character is moved before it. */
function unitsOf(line: string, bytes: number): number {
  let units = 0;
  let counted = 0;
  for (const char of line) {
    counted += widthOf(char);
    if (counted > bytes) return units;
    units += char.length;
  }
  return units;
}

function widthOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
