import type { Severity } from '../../server/core/lint/finding';

/**
 * What a test expects at one place of a block. Written under the line it is about:
 *
 *     push: true
 *     # ^^^^^^^^ rule-id: part of the message
 *     # ^^^^^^^^ rule-id (hint; push:tag): part     with the severity and the scenarios it must have
 *     # ^^^^^^^^ related: part of the message       a related place of some finding
 *     # @3:1-4 rule-id: part                       line 3, columns 1 to 4, where carets cannot reach
 *
 * Lines are counted without mark lines. A span of several lines is marked on its first one.
 */
export interface Mark {
  /** A rule's id or `related`. */
  readonly label: string;
  /** Zero-based line of the block without mark lines. */
  readonly line: number;
  /** Zero-based columns, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** The marked text. */
  readonly text: string;
  readonly message: string;
  readonly severity: Severity | undefined;
  readonly scenarios: readonly string[];
}

export interface Marked {
  /** The block without its mark lines. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Takes the marks out of a block; a mark line that says nothing readable is an error in the test itself and throws. */
export function readMarks(block: string): Marked {
  const lines: string[] = [];
  const pending: { readonly line: number; readonly from: number; readonly to: number; readonly says: string }[] = [];
  for (const line of block.split('\n')) {
    const carets = /^\s*#\s*(\^+)\s+(\S.*)$/.exec(line);
    const placed = /^\s*#\s*@(\d+):(\d+)-(\d+)\s+(\S.*)$/.exec(line);
    if (carets !== null) {
      const from = line.indexOf('^');
      pending.push({ line: lines.length - 1, from, to: from + (carets[1] ?? '').length, says: carets[2] ?? '' });
    } else if (placed !== null) {
      pending.push({
        line: Number(placed[1]) - 1,
        from: Number(placed[2]) - 1,
        to: Number(placed[3]),
        says: placed[4] ?? '',
      });
    } else if (/^\s*#\s*(\^|@\d)/.test(line)) throw new Error(`this mark names no rule: ${line.trim()}`);
    else lines.push(line);
  }
  return { text: lines.join('\n'), marks: pending.map((mark) => markOf(mark, lines)) };
}

/** The block as people should see it, without marks. */
export function withoutMarks(block: string): string {
  return block
    .split('\n')
    .filter((line) => !/^\s*#\s*(\^+|@\d+:\d+-\d+)\s+\S/.test(line))
    .join('\n');
}

function markOf(
  mark: { readonly line: number; readonly from: number; readonly to: number; readonly says: string },
  lines: readonly string[],
): Mark {
  const says = /^([a-z][a-z0-9-]*)\s*(?:\(([^)]*)\))?\s*(?::\s*(.*))?$/.exec(mark.says);
  if (says === null) throw new Error(`this mark is not \`rule-id: part of the message\`: ${mark.says}`);
  const line = lines[mark.line];
  if (line === undefined || mark.to > line.length)
    throw new Error(`the mark \`${mark.says}\` reaches behind the end of its line`);
  const demands = (says[2] ?? '').split(/[;,]\s*/).filter((demand) => demand !== '');
  return {
    label: says[1] ?? '',
    line: mark.line,
    from: mark.from,
    to: mark.to,
    text: line.slice(mark.from, mark.to),
    message: says[3]?.trim() ?? '',
    severity: demands.find(isSeverity),
    scenarios: demands.filter((demand) => !isSeverity(demand)),
  };
}

function isSeverity(word: string): word is Severity {
  return word === 'error' || word === 'warning' || word === 'info' || word === 'hint';
}
