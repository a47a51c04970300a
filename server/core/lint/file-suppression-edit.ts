import type { Edit } from '../text/edit';
import type { SourceFile } from '../text/source-file';
import { linesOf } from './suppression';

/**
 * The edit that silences a rule in a whole file: a comment of its own above the first key, or, where such a comment addresses Plimsoll
 * there already, the id in its list. Undefined for a file without any key, which has no place for it.
 */
export function fileSuppressionEdit(file: SourceFile, rule: string, reason: string): Edit | undefined {
  const lines = linesOf(file);
  const first = lines.findIndex((line) => !/^[\s\uFEFF]*(#|$)/.test(line) && !/^(---|%)/.test(line));
  if (first < 0) return undefined;
  for (const [line, text] of lines.slice(0, first).entries()) {
    const match = /^[\s\uFEFF]*#\s*plimsoll:\s*allow\s*\[[^\]]*(?=\])/.exec(text);
    if (match !== null) return insertion((file.lines.starts[line] ?? 0) + match[0].length, `, ${rule}`);
  }
  // A byte order mark stays what the file begins with.
  const mark = first === 0 && file.text.startsWith('\uFEFF') ? 1 : 0;
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  return insertion((file.lines.starts[first] ?? 0) + mark, `# plimsoll: allow[${rule}] ${reason}${newline}`);
}

function insertion(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}
