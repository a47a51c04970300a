import { indentOf, type YamlLine, yamlLines } from './lines';

/**
 * A change of a workflow's text that does not change what it means, so that a rule must say the same of the same text.
 * Each takes text with LF and answers undefined where it does not apply. None touches the inside of a scalar.
 */
export interface Rewriting {
  readonly name: string;
  rewrite(text: string): string | undefined;
}

export const rewritings: readonly Rewriting[] = [
  { name: 'CRLF', rewrite: (text) => text.replace(/\n/g, '\r\n') },
  { name: 'four-space indentation', rewrite: widened },
  { name: 'sequences the other way', rewrite: sequencesShifted },
  { name: 'comment lines in between', rewrite: commented },
  { name: 'an astral character before', rewrite: (text) => `# \u{1F6A2} \u{1F4E6}\n${text}` },
  { name: 'jobs in reverse order', rewrite: reversed },
  { name: 'quotes around scalars', rewrite: quoted },
];

/** Doubles every step of indentation; the text of block scalars moves as a whole. */
function widened(text: string): string | undefined {
  const lines = yamlLines(text);
  // Lists in lists on one line and explicit indentation indicators would need more than counting spaces.
  if (lines.some((line) => line.scalar === undefined && (/^\s*- +- /.test(line.text) || /[|>][-+]?\d/.test(line.text))))
    return undefined;
  return lines.map((line) => (isVoid(line) ? line.text : ' '.repeat(widening(line)) + withWideDash(line))).join('\n');
}

/** Nothing to move: a blank line, unless it is text of a block scalar because it is longer than the block's indentation. */
function isVoid({ text, scalar, blockIndent }: YamlLine): boolean {
  return text.trim() === '' && (scalar !== 'block' || text.length <= blockIndent);
}

function widening(line: YamlLine): number {
  return line.scalar === 'block' ? line.blockIndent : line.indent;
}

function withWideDash(line: YamlLine): string {
  return line.scalar === undefined ? line.text.replace(/^(\s*)- +(?=\S)/, '$1-   ') : line.text;
}

/** Indented sequences become flush with their key, flush ones indented. */
function sequencesShifted(text: string): string | undefined {
  const lines = yamlLines(text);
  const shifts = lines.map(() => 0);
  lines.forEach((line, index) => {
    if (line.scalar !== undefined || !/^\s*(- +)*[\w-]+:\s*(#.*)?$/.test(line.text)) return;
    const key = indentOf(
      line.text.replace(/^(\s*)((?:- +)+)/, (_, space: string, dashes: string) => space + ' '.repeat(dashes.length)),
    );
    const first = lines.findIndex((other, at) => at > index && !other.empty);
    const dash = lines[first];
    if (dash === undefined || dash.scalar !== undefined || !/^\s*-(\s|$)/.test(dash.text)) return;
    const by = dash.indent === key ? 2 : dash.indent === key + 2 ? -2 : 0;
    for (let at = first; by !== 0 && at < lines.length && isIn(lines[at], dash.indent); at++)
      shifts[at] = (shifts[at] ?? 0) + by;
  });
  if (shifts.every((shift) => shift === 0)) return undefined;
  return lines.map((line, index) => moved(line, shifts[index] ?? 0)).join('\n');
}

/** Whether a line belongs to a sequence whose dashes stand at this column. */
function isIn(line: YamlLine | undefined, dash: number): boolean {
  if (line === undefined) return false;
  if (line.scalar !== undefined || line.empty) return true;
  return line.indent > dash || (line.indent === dash && /^\s*-(\s|$)/.test(line.text));
}

function moved(line: YamlLine, by: number): string {
  const { text } = line;
  if (by === 0) return text;
  // White space of a blank line would become text where the block moves left of it.
  if (isVoid(line)) return '';
  return by > 0 ? ' '.repeat(by) + text : text.slice(Math.min(-by, text.length - text.trimStart().length));
}

/** A comment line before each top-level key but the first, and before each step. */
function commented(text: string): string {
  const lines = yamlLines(text);
  const first = lines.findIndex(({ empty }) => !empty);
  return lines
    .flatMap((line, index) => {
      const top = line.indent === 0 && /^[\w-]+:/.test(line.text);
      const item = /^\s*- [\w-]+:/.test(line.text);
      return index > first && line.scalar === undefined && (top || item)
        ? [`${' '.repeat(line.indent)}# What follows is part of the release.`, line.text]
        : [line.text];
    })
    .join('\n');
}

/** Jobs in reverse order, each with the comments above it. Anchors must stand before their aliases, so then it stays. */
function reversed(text: string): string | undefined {
  const lines = yamlLines(text);
  if (lines.some((line) => line.scalar === undefined && /(^|\s)[&*][\w-]+(\s|$)/.test(line.text))) return undefined;
  const start = lines.findIndex((line) => line.scalar === undefined && /^jobs:\s*(#.*)?$/.test(line.text));
  if (start < 0) return undefined;
  let end = lines.findIndex(
    (line, index) => index > start && line.scalar === undefined && !line.empty && line.indent === 0,
  );
  if (end < 0) end = lines.length;
  while (end > start && (lines[end - 1]?.text.trim() ?? '') === '') end--;
  const depth = lines.slice(start + 1, end).find(({ empty }) => !empty)?.indent ?? 0;
  const jobs: string[][] = [];
  let above: string[] = [];
  for (const line of lines.slice(start + 1, end)) {
    const begins = line.scalar === undefined && !line.empty && line.indent === depth;
    if (begins) jobs.push([...above, line.text]);
    else if (line.empty && line.indent <= depth && line.text.trim() !== '') {
      above.push(line.text);
      continue;
    } else jobs[jobs.length - 1]?.push(...above, line.text);
    above = [];
  }
  if (jobs.length < 2) return undefined;
  const before = lines.slice(0, start + 1).map((line) => line.text);
  return [...before, ...jobs.reverse().flat(), ...above, ...lines.slice(end).map((line) => line.text)].join('\n');
}

/** Single quotes around plain scalars that stand alone on their line and are text already. */
function quoted(text: string): string | undefined {
  const lines = yamlLines(text);
  const result = lines.map((line, index) => {
    if (line.scalar !== undefined || lines[index + 1]?.scalar === 'flow') return line.text;
    const match = /^(\s*(?:- +)?(?:[\w-]+:\s+)?)([^\s#].*?)(\s+#.*|\s*)$/.exec(line.text);
    const [, before = '', value = '', after = ''] = match ?? [];
    if (match === null || before.trim() === '' || !isPlainText(value)) return line.text;
    return `${before}'${value}'${after}`;
  });
  const changed = result.join('\n');
  return changed === text ? undefined : changed;
}

function isPlainText(value: string): boolean {
  if (/['"]|: |:$| #/.test(value) || /^[-?:,[\]{}#&*!|>%@`]/.test(value)) return false;
  return !/^(true|false|null|~|yes|no|on|off|[-+.\d][\d._eExX]*|\.inf|\.nan)$/i.test(value);
}
