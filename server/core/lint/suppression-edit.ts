import type { Edit } from '../text/edit';
import { positionAt } from '../text/line-index';
import type { SourceFile } from '../text/source-file';
import type { YamlNode } from '../yaml/node';
import { documentOf } from '../yaml/parse';
import type { Finding } from './finding';
import { linesOf } from './suppression';

/**
 * The edits that silence a finding where it stands: a comment at the end of its line, or, where a comment would become text or
 * join another one, a comment of its own above the step (else above the line). Where Plimsoll is already addressed there, the id is
 * added to that comment. Without a reason the comment ends behind the bracket, for the user to go on.
 */
export function suppressionEdit(file: SourceFile, finding: Finding, reason?: string): readonly Edit[] {
  const lines = linesOf(file);
  const { line } = positionAt(file.lines, finding.span.start);
  const text = lines[line] ?? '';
  const words = `# plimsoll: allow[${finding.rule}]${reason === undefined || reason === '' ? '' : ` ${reason}`}`;
  const place = scalarOver(documentOf(file).root, file, line);
  if (place === undefined) {
    const joined = joinExisting(file, lines, line, finding.rule);
    if (joined !== undefined) return [joined];
    if (!hasComment(file, line)) return [insertion(endOfLine(file, line, text), ` ${words}`)];
  }
  const above = aboveLine(lines, file, finding, place ?? line);
  const joined = above === 0 ? undefined : joinExisting(file, lines, above - 1, finding.rule);
  if (joined !== undefined && /^\s*#/.test(lines[above - 1] ?? '')) return [joined];
  const indent = /^[ \t]*/.exec(lines[above] ?? '')?.[0] ?? '';
  // A byte order mark stays what the file begins with.
  const mark = above === 0 && file.text.startsWith('\uFEFF') ? 1 : 0;
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  return [insertion((file.lines.starts[above] ?? 0) + mark, `${indent}${words}${newline}`)];
}

function insertion(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}

function endOfLine(file: SourceFile, line: number, text: string): number {
  return (file.lines.starts[line] ?? 0) + text.trimEnd().length;
}

/** Adds the id to a comment on this line that already addresses Plimsoll. */
function joinExisting(file: SourceFile, lines: readonly string[], line: number, id: string): Edit | undefined {
  const match = /#\s*plimsoll:\s*allow\s*\[[^\]]*(?=\])/.exec(lines[line] ?? '');
  if (match === null) return undefined;
  return insertion((file.lines.starts[line] ?? 0) + match.index + match[0].length, `, ${id}`);
}

function hasComment(file: SourceFile, line: number): boolean {
  return documentOf(file).comments.some(({ span }) => positionAt(file.lines, span.start).line === line);
}

/** The first line of the scalar that runs on behind this line's end, where there is one: a comment would become its text. */
function scalarOver(node: YamlNode | undefined, file: SourceFile, line: number): number | undefined {
  if (node === undefined) return undefined;
  const start = positionAt(file.lines, node.span.start).line;
  const end = positionAt(file.lines, node.span.end).line;
  if (line < start || line > end) return undefined;
  if (node.kind === 'scalar') return start < end ? start : undefined;
  const children = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items;
  for (const child of children) {
    const found = child?.alias === undefined ? scalarOver(child, file, line) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The line a comment goes above: the one where the finding's step begins, or the given one outside steps. */
function aboveLine(lines: readonly string[], file: SourceFile, finding: Finding, line: number): number {
  const start = stepStart(documentOf(file).root, finding.span.start);
  if (start === undefined) return line;
  let at = positionAt(file.lines, start).line;
  // `-` may stand on a line of its own above the step's first key.
  while (at > 0 && !/^\s*-(\s|$)/.test(lines[at] ?? '')) at--;
  return at;
}

/** Where the innermost item of a `steps` list around an offset begins. */
function stepStart(node: YamlNode | undefined, offset: number): number | undefined {
  if (node === undefined || offset < node.span.start || offset > node.span.end) return undefined;
  if (node.kind === 'sequence') return firstOf(node.items, (item) => stepStart(item, offset));
  if (node.kind !== 'map') return undefined;
  return firstOf(node.entries, ({ key, value }) => {
    if (key.value === 'steps' && value?.kind === 'sequence' && !value.flow) {
      return value.items.find((item) => item !== undefined && item.span.start <= offset && offset <= item.span.end)
        ?.span.start;
    }
    return stepStart(value, offset);
  });
}

function firstOf<T, R>(list: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of list) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
