import type { Analysis } from '../image/analysis';
import { positionAt } from '../text/line-index';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import type { YamlScalar } from '../yaml/node';

/**
 * A comment `# plimsoll: allow[rule-id, other] reason`. It covers
 * - its own line, when something stands before it (behind the header of a block scalar: the whole block),
 * - the next line, when it stands alone; all of the step when the next line begins one; in a script the whole next command,
 * - the whole file, when it stands before the first key.
 * In a `run` script a shell comment counts as well, because it is written for the same readers.
 */
export interface Suppression {
  /** From `plimsoll:` to the end of the comment. */
  readonly span: Span;
  readonly ids: readonly SuppressedId[];
  /** Empty too where nobody has replaced the word that the quick-fix leaves in its place. */
  readonly reason: string;
  /** Lines covered, zero-based, both included. */
  readonly from: number;
  readonly to: number;
  /** False where the comment addresses Plimsoll in a form that is not understood. */
  readonly understood: boolean;
}

/** What a quick-fix writes in the place of a reason, for the user to replace. */
export const REASON = 'reason';

export interface SuppressedId {
  readonly id: string;
  readonly span: Span;
}

/** All such comments of a file, in order. */
export function suppressionsOf(analysis: Analysis): readonly Suppression[] {
  const { file, workflow, action } = analysis;
  if (!file.text.includes('plimsoll:')) return [];
  const owner = workflow ?? action;
  const lines = linesOf(file);
  const first = lines.findIndex((line) => !isBlankOrComment(line) && !/^(---|%)/.test(line));
  const found = new Map<number, Suppression>();
  for (const { span } of owner?.document.comments ?? []) {
    const suppression = readComment(file, span, (line, column) => coverInYaml(lines, line, column, first));
    if (suppression !== undefined) found.set(suppression.span.start, suppression);
  }
  const steps = [...(workflow?.jobs.flatMap(({ steps }) => steps) ?? []), ...(action?.steps ?? [])];
  for (const step of steps) {
    // A comment behind a block's header is both; as part of the script it covers more.
    for (const suppression of step.run === undefined ? [] : inScript(file, lines, step.run.field.scalar))
      found.set(suppression.span.start, suppression);
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

/** The lines of a file without their breaks. */
export function linesOf(file: SourceFile): readonly string[] {
  return file.lines.starts.map((start, index) =>
    file.text.slice(start, file.lines.starts[index + 1] ?? file.text.length).replace(/[\r\n]+$/, ''),
  );
}

type Cover = (line: number, column: number) => { readonly from: number; readonly to: number };

const ADDRESSED = /(?:^|#)\s*(plimsoll:.*)$/;
const ALLOW = /^plimsoll:\s*allow\s*\[([^\]]*)\]\s*:?\s*(.*)$/;

/** `span` runs from `#` to the end of the comment. */
function readComment(file: SourceFile, span: Span, cover: Cover): Suppression | undefined {
  const text = file.text.slice(span.start + 1, span.end).trimEnd();
  const words = ADDRESSED.exec(text)?.[1];
  if (words === undefined) return undefined;
  const start = span.start + 1 + text.length - words.length;
  const { line, column } = positionAt(file.lines, span.start);
  const place = { span: { start, end: start + words.length }, ...cover(line, column) };
  const match = ALLOW.exec(words);
  const ids = match?.[1] === undefined ? [] : idsIn(match[1], start + words.indexOf('[') + 1);
  return { ...place, ids, reason: reasonOf(match?.[2]), understood: ids.length > 0 };
}

function idsIn(list: string, start: number): readonly SuppressedId[] {
  return [...list.matchAll(/[^,\s]+/g)].map((match) => ({
    id: match[0],
    span: { start: start + match.index, end: start + match.index + match[0].length },
  }));
}

function coverInYaml(
  lines: readonly string[],
  line: number,
  column: number,
  first: number,
): { readonly from: number; readonly to: number } {
  const before = (lines[line] ?? '').slice(0, column);
  if (before.trim() !== '') return { from: line, to: line };
  if (first < 0 || line < first) return { from: 0, to: lines.length - 1 };
  const next = nextContent(lines, line);
  return { from: next, to: endOfItem(lines, next) };
}

/** A list item that holds keys (a step) is covered to its end, everything else is one line. */
function endOfItem(lines: readonly string[], line: number): number {
  const dash = /^(\s*)-(\s|$)/.exec(lines[line] ?? '')?.[1]?.length;
  if (dash === undefined) return line;
  let end = line;
  for (let at = line + 1; at < lines.length; at++) {
    const text = lines[at] ?? '';
    if (isBlankOrComment(text)) continue;
    if (indentOf(text) <= dash) break;
    end = at;
  }
  return end;
}

function inScript(file: SourceFile, lines: readonly string[], scalar: YamlScalar): readonly Suppression[] {
  if (scalar.style !== 'literal' && scalar.style !== 'folded') return [];
  const header = positionAt(file.lines, scalar.span.start).line;
  const last = positionAt(file.lines, scalar.span.end).line;
  const found: Suppression[] = [];
  for (let line = header; line <= last; line++) {
    const text = lines[line] ?? '';
    const from = line === header ? scalar.span.start - (file.lines.starts[line] ?? 0) : 0;
    const at = text.slice(from).search(/(?<=^|\s)#\s*plimsoll:/);
    if (at < 0) continue;
    const start = (file.lines.starts[line] ?? 0) + from + at;
    const end = (file.lines.starts[line] ?? 0) + text.length;
    const cover: Cover =
      line === header ? () => ({ from: header, to: last }) : (_, column) => coverInScript(lines, line, column, last);
    const suppression = readComment(file, { start, end }, cover);
    if (suppression !== undefined) found.push(suppression);
  }
  return found;
}

/** A command goes on over lines that end with a backslash. */
function coverInScript(
  lines: readonly string[],
  line: number,
  column: number,
  last: number,
): { readonly from: number; readonly to: number } {
  if ((lines[line] ?? '').slice(0, column).trim() !== '') return { from: line, to: line };
  const from = Math.min(nextContent(lines, line), last);
  let to = from;
  while (to < last && (lines[to] ?? '').endsWith('\\')) to++;
  return { from, to };
}

function nextContent(lines: readonly string[], line: number): number {
  for (let at = line + 1; at < lines.length; at++) if (!isBlankOrComment(lines[at] ?? '')) return at;
  return line;
}

function isBlankOrComment(line: string): boolean {
  return /^[\s\uFEFF]*(#|$)/.test(line);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function reasonOf(written: string | undefined): string {
  const reason = written?.trim() ?? '';
  return reason.toLowerCase() === REASON ? '' : reason;
}
