import type { YamlDocument, YamlMap, YamlNode, YamlSequence } from './node';

/** How a file is written: what an insertion copies so that nobody sees it was inserted. */
export interface Layout {
  readonly newline: '\n' | '\r\n';
  /** Columns one level of nesting adds. */
  readonly step: number;
  /** The same within the items of lists: some files nest a step's inputs less than everything else. */
  readonly stepInItems: number;
}

export function layoutOf(text: string, document: YamlDocument): Layout {
  const inItems = stepInItemsOf(text, document.root);
  const step = stepOf(text, document.root) ?? inItems ?? 2;
  return {
    newline: /\r\n/.test(text) ? '\r\n' : '\n',
    step,
    stepInItems: inItems ?? step,
  };
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line break that ends the line, or the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' && newline > offset ? newline - 1 : newline;
}

/** Offset of the first unit of the next line, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

/** The column of an offset; a byte order mark before the first line takes none. */
export function columnOf(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return offset - start - (start === 0 && text.startsWith('\uFEFF') ? 1 : 0);
}

/**
 * Where the comment lines directly above a line begin; the line itself when there are none. Comments that stand deeper than the line
 * belong to what is above them.
 */
export function withCommentsAbove(text: string, start: number): number {
  const column = indentOf(text, start);
  let at = start;
  while (at > 0) {
    const previous = lineStart(text, at - 1);
    if (!isComment(text, previous) || indentOf(text, previous) > column) return at;
    at = previous;
  }
  return at;
}

/** Where a node that ends in this line ends when the comment lines below it that stand deeper than `column` are counted in. */
export function withCommentsBelow(text: string, end: number, column: number): number {
  let last = end;
  for (let line = nextLine(text, end); line < text.length; line = nextLine(text, line)) {
    if (/^[ \t]*\r?\n/.test(text.slice(line))) continue;
    if (!isComment(text, line) || indentOf(text, line) <= column) break;
    last = lineEnd(text, line);
  }
  return last;
}

function isComment(text: string, line: number): boolean {
  return text[indentOf(text, line) + line] === '#';
}

/** Columns of white space a line begins with. */
function indentOf(text: string, line: number): number {
  let at = line;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at - line;
}

export function blockMap(node: YamlNode | undefined): YamlMap | undefined {
  return node?.kind === 'map' && !node.flow ? node : undefined;
}

export function blockSequence(node: YamlNode | undefined): YamlSequence | undefined {
  return node?.kind === 'sequence' && !node.flow ? node : undefined;
}

/** How much deeper most maps stand than the map they are in, outside of lists: some files begin with a narrower nesting than their jobs have. */
function stepOf(text: string, node: YamlNode | undefined): number | undefined {
  const found = new Map<number, number>();
  for (const step of stepsIn(text, node)) found.set(step, (found.get(step) ?? 0) + 1);
  return [...found].reduce<readonly [number, number] | undefined>(
    (most, one) => (most === undefined || one[1] > most[1] ? one : most),
    undefined,
  )?.[0];
}

function stepsIn(text: string, node: YamlNode | undefined): readonly number[] {
  if (node?.kind !== 'map' || node.flow) return [];
  const column = columnOf(text, node.span.start);
  return node.entries.flatMap(({ value }) => {
    if (value?.kind !== 'map' || value.flow || value.alias !== undefined) return [];
    const deeper = columnOf(text, value.span.start) - column;
    return [...(deeper > 0 ? [deeper] : []), ...stepsIn(text, value)];
  });
}

/** What the first map in an item of a list stands deeper than the item. */
function stepInItemsOf(text: string, node: YamlNode | undefined): number | undefined {
  if (node?.kind === 'sequence') {
    const [step] = node.items.flatMap((item) => stepsIn(text, item));
    return step;
  }
  if (node?.kind !== 'map' || node.flow) return undefined;
  for (const { value } of node.entries) {
    const step = stepInItemsOf(text, value);
    if (step !== undefined) return step;
  }
  return undefined;
}
