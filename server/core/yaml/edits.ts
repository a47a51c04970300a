import type { Edit, Refusal } from '../text/edit';
import type { Span } from '../text/span';
import { children } from './find';
import {
  blockMap,
  blockSequence,
  columnOf,
  type Layout,
  lineEnd,
  lineStart,
  nextLine,
  withCommentsAbove,
  withCommentsBelow,
} from './layout';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSequence } from './node';
import { isPlain, scalarText } from './quote';
import { sourceSpan } from './scalar-map';
import { SHARED } from './shared-at';

/** What to write behind a key: one line as it stands, lines nested under it (zero-based indentation, two columns a level), or a literal block. */
export type NewValue = string | { readonly nested: string } | { readonly literal: string };

export type Placed = { readonly after: string } | { readonly before: string } | undefined;

/** Adds `key: value` to a map, at its end or beside another key, in the map's own indentation. */
export function insertEntry(
  text: string,
  layout: Layout,
  map: YamlMap,
  key: string,
  value: NewValue,
  place?: Placed,
): readonly Edit[] | Refusal {
  const refusal = untouchable(map);
  if (refusal !== undefined) return refusal;
  if (map.flow) return insertFlow(text, map, key, value);
  const first = map.entries[0];
  if (first === undefined) return { refused: 'the map is empty in a way that cannot be extended' };
  const indent = columnOf(text, first.key.span.start);
  const lines = entryLines(key, value, indent, layout);
  const before =
    place !== undefined && 'before' in place
      ? map.entries.find((entry) => entry.key.value === place.before)
      : undefined;
  if (before !== undefined) {
    const at = before.key.span.start;
    return [
      {
        span: { start: at, end: at },
        text: `${lines.join(layout.newline).trimStart()}${layout.newline}${' '.repeat(indent)}`,
      },
    ];
  }
  const after =
    (place !== undefined && 'after' in place
      ? map.entries.find((entry) => entry.key.value === place.after)
      : undefined) ?? map.entries[map.entries.length - 1];
  if (after === undefined) return { refused: 'the map is empty in a way that cannot be extended' };
  const own = endOfEntry(text, after);
  if (typeof own !== 'number') return own;
  const end = endsInBlock(value) ? withCommentsBelow(text, own, indent) : own;
  return [{ span: { start: end, end }, text: layout.newline + lines.join(layout.newline) }];
}

/** Sets the value of a key, adding the key where it is not there. */
export function setEntry(
  text: string,
  layout: Layout,
  map: YamlMap,
  key: string,
  value: NewValue,
  place?: Placed,
): readonly Edit[] | Refusal {
  const entry = map.entries.find((one) => one.key.value === key);
  if (entry === undefined) return insertEntry(text, layout, map, key, value, place);
  const refusal = untouchable(map) ?? (entry.value === undefined ? undefined : irreplaceable(entry.value));
  if (refusal !== undefined) return refusal;
  const old = entry.value;
  if (old?.kind === 'scalar' && typeof value === 'string' && !isBlock(old)) {
    return [
      {
        span: placeOf(old),
        text: isReady(value) ? scalarText(value, old.alias === undefined ? old.style : 'plain', map.flow) : value,
      },
    ];
  }
  if (map.flow) return { refused: 'the value stands in braces on one line' };
  const indent = columnOf(text, entry.key.span.start);
  const [first = '', ...rest] = entryLines(key, value, indent, layout);
  const end = endOfEntry(text, entry);
  if (typeof end !== 'number') return end;
  if (endsInBlock(value) && withCommentsBelow(text, end, indent) !== end)
    return { refused: 'the comment below it would become part of the new text' };
  const lines = [first.trimStart() + commentBehind(text, entry), ...rest];
  return [{ span: { start: entry.key.span.start, end }, text: lines.join(layout.newline) }];
}

export function removeEntry(text: string, map: YamlMap, key: string): readonly Edit[] | Refusal {
  const index = map.entries.findIndex((entry) => entry.key.value === key);
  const entry = map.entries[index];
  if (entry === undefined) return [];
  const refusal = untouchable(map) ?? (entry.value === undefined ? undefined : irreplaceable(entry.value));
  if (refusal !== undefined) return refusal;
  const next = map.entries[index + 1];
  if (map.flow) {
    const previous = map.entries[index - 1];
    if (next !== undefined) return [{ span: { start: entry.span.start, end: next.span.start }, text: '' }];
    return [{ span: { start: previous?.span.end ?? entry.span.start, end: entry.span.end }, text: '' }];
  }
  const start = lineStart(text, entry.key.span.start);
  // The first key of a list item shares its line with the dash.
  if (/\S/.test(text.slice(start, entry.key.span.start))) {
    return next === undefined
      ? { refused: 'nothing else would be left of the list item' }
      : [{ span: { start: entry.key.span.start, end: next.key.span.start }, text: '' }];
  }
  if (map.entries.length === 1) return { refused: `\`${key}\` is the only key there` };
  const end = endOfEntry(text, entry);
  return typeof end === 'number' ? [{ span: { start, end: nextLine(text, end) }, text: '' }] : end;
}

/** Puts items (written as `- …`, two columns a level) before the item at `index`, or behind the last one. */
export function insertItems(
  text: string,
  layout: Layout,
  sequence: YamlSequence,
  index: number,
  items: string,
): readonly Edit[] | Refusal {
  const refusal = untouchable(sequence);
  if (refusal !== undefined) return refusal;
  const list = blockSequence(sequence);
  const [first] = sequence.items;
  if (list === undefined || first === undefined) return { refused: 'the list is written in brackets or empty' };
  const dash = columnOf(text, list.span.start);
  const width = Math.max(2, columnOf(text, placeOf(first).start) - dash);
  const written = itemLines(items, dash, width, layout.stepInItems);
  const lines = dashesAlone(text, list) ? written.flatMap((line) => withDashAlone(line, dash, width)) : written;
  const spaced = blankBetween(text, list);
  const blank = spaced ? layout.newline : '';
  const next = sequence.items[index];
  if (next !== undefined) {
    const start = dashLine(text, placeOf(next).start);
    if (start === undefined) return { refused: 'the item stands on a line with something else' };
    const at = withCommentsAbove(text, start);
    return [{ span: { start: at, end: at }, text: `${joinItems(lines, layout, spaced)}${layout.newline}${blank}` }];
  }
  const last = sequence.items[sequence.items.length - 1];
  if (last === undefined) return { refused: 'the last item of the list is empty' };
  const end = endOfNode(text, last);
  if (typeof end !== 'number') return end;
  // A comment below the last item is the item's own, and a block scalar put before it would swallow it.
  const at = withCommentsBelow(text, end, dash);
  return [{ span: { start: at, end: at }, text: `${layout.newline}${blank}${joinItems(lines, layout, spaced)}` }];
}

export function removeItem(text: string, sequence: YamlSequence, index: number): readonly Edit[] | Refusal {
  const item = sequence.items[index];
  const refusal = untouchable(sequence) ?? (item === undefined ? undefined : irreplaceable(item));
  if (refusal !== undefined) return refusal;
  if (item === undefined || sequence.flow || sequence.items.length < 2)
    return { refused: 'it is the only item, or the list is written in brackets' };
  const dash = dashLine(text, placeOf(item).start);
  if (dash === undefined) return { refused: 'the item stands on a line with something else' };
  const start = withCommentsAbove(text, dash);
  const own = endOfNode(text, item);
  if (typeof own !== 'number') return own;
  const end = withCommentsBelow(text, own, columnOf(text, sequence.span.start));
  let stop = nextLine(text, end);
  // A blank line behind it separated it from the next item.
  while (index < sequence.items.length - 1 && /^[ \t]*\r?\n/.test(text.slice(stop))) stop = nextLine(text, stop);
  return [{ span: { start, end: stop }, text: '' }];
}

/** Replaces a range of a scalar's decoded text by text of one line; a plain scalar that would no longer be one is quoted as a whole. */
export function replaceWithin(
  scalar: YamlScalar,
  range: { readonly start: number; readonly end: number },
  replacement: string,
): readonly Edit[] | Refusal {
  const refusal = untouchable(scalar);
  if (refusal !== undefined) return refusal;
  if (/[\r\n]/.test(replacement)) return { refused: 'the new text has several lines' };
  const text =
    scalar.style === 'single'
      ? replacement.replaceAll("'", "''")
      : scalar.style === 'double'
        ? replacement.replace(/["\\]/g, '\\$&')
        : replacement;
  const whole = scalar.value.slice(0, range.start) + replacement + scalar.value.slice(range.end);
  if (scalar.style === 'plain' && !isPlain(whole, scalar.inFlow === true)) {
    // As wide as its decoded text, so on one line.
    if (scalar.span.end - scalar.span.start !== scalar.value.length || whole.trim() === '')
      return { refused: 'the new text would need quotes' };
    return [{ span: scalar.span, text: scalarText(whole, 'single') }];
  }
  return [{ span: sourceSpan(scalar, range.start, range.end), text }];
}

function untouchable(node: YamlNode): Refusal | undefined {
  if (node.alias !== undefined || node.shared === true) return SHARED;
  if (node.kind === 'map' && node.entries.some(({ key }) => key.value === '<<'))
    return { refused: 'it takes part of its keys from a merge key' };
  return undefined;
}

/** The start of the line with an item's dash, which may be some lines above the item; undefined where more stands on that line. */
function dashLine(text: string, item: number): number | undefined {
  let line = lineStart(text, item);
  let before = text.slice(line, item);
  while (line > 0 && /^\s*(#.*)?$/.test(before)) {
    const above = lineStart(text, line - 1);
    before = text.slice(above, line - 1);
    line = above;
  }
  return /^\s*-\s*(#.*)?$/.test(before) ? line : undefined;
}

/** Whether a comment that stands deeper below a value would be read as part of it. */
function endsInBlock(value: NewValue): boolean {
  if (typeof value === 'string') return false;
  return 'literal' in value || /[|>][-+0-9]*[ \t]*$/m.test(value.nested);
}

/** The comment that stands behind a key, or behind its value where both are on one line, with the white space before it. */
function commentBehind(text: string, { key, value }: YamlEntry): string {
  const end = lineEnd(text, key.span.start);
  const place = value === undefined ? undefined : placeOf(value);
  const inside = value?.kind === 'scalar' && isBlock(value) ? place?.start : place?.end;
  const from = place === undefined || place.start > end ? key.span.end : (inside ?? end);
  return /[ \t]+#.*$/.exec(text.slice(from, Math.max(from, end)))?.[0] ?? '';
}

/** Where a node is written here; the span of an aliased one is its anchor's. */
function placeOf(node: YamlNode): Span {
  return node.alias ?? node.span;
}

/** Whether a node may go: not when something in it has an anchor that is used elsewhere. An alias may. */
function irreplaceable(node: YamlNode): Refusal | undefined {
  if (node.alias !== undefined) return undefined;
  if (holdsShared(node)) return { refused: 'a YAML anchor in it is used elsewhere' };
  return untouchable(node);
}

function holdsShared(node: YamlNode): boolean {
  if (node.alias !== undefined) return false;
  return node.shared === true || children(node).some(([, child]) => child !== undefined && holdsShared(child));
}

function insertFlow(text: string, map: YamlMap, key: string, value: NewValue): readonly Edit[] | Refusal {
  if (typeof value !== 'string') return { refused: 'several lines do not fit into braces' };
  if (/[\r\n]/.test(text.slice(map.span.start, map.span.end))) return { refused: 'the braces go over several lines' };
  const quoted = isReady(value) ? scalarText(value, 'plain', true) : value;
  const last = map.entries[map.entries.length - 1];
  const at = last?.span.end ?? map.span.start + 1;
  return [{ span: { start: at, end: at }, text: last === undefined ? ` ${key}: ${quoted} ` : `, ${key}: ${quoted}` }];
}

/** Where a key's lines end: behind its value and any comment on the same line. */
function endOfEntry(text: string, entry: YamlEntry): number | Refusal {
  return entry.value === undefined ? lineEnd(text, entry.span.end) : endOfNode(text, entry.value);
}

function endOfNode(text: string, node: YamlNode): number | Refusal {
  if (node.alias !== undefined) return lineEnd(text, node.alias.end);
  const last = lastScalar(node);
  if (last !== undefined && isBlock(last) && /^[|>][-0-9]*\+/.test(text.slice(last.span.start)))
    return { refused: 'a block with kept line breaks stands before it' };
  return lineEnd(text, node.span.end);
}

function lastScalar(node: YamlNode): YamlScalar | undefined {
  if (node.kind === 'scalar') return node;
  const last = blockMap(node)?.entries.at(-1)?.value ?? blockSequence(node)?.items.at(-1);
  return last === undefined ? undefined : lastScalar(last);
}

function isBlock(scalar: YamlScalar): boolean {
  return scalar.style === 'literal' || scalar.style === 'folded';
}

/** Values that stand for themselves: booleans, numbers and flow collections are never quoted. */
function isReady(value: string): boolean {
  return !/^[[{]/.test(value);
}

function entryLines(key: string, value: NewValue, indent: number, layout: Layout): readonly string[] {
  const pad = ' '.repeat(indent);
  if (typeof value === 'string') return [`${pad}${key}: ${isReady(value) ? scalarText(value) : value}`];
  if ('literal' in value)
    return [
      `${pad}${key}: |`,
      ...value.literal.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent + layout.step) + line)),
    ];
  return [
    `${pad}${key}:`,
    ...value.nested.split('\n').map((line) => reindent(line, indent + layout.step, layout.step)),
  ];
}

function reindent(line: string, base: number, step: number): string {
  if (line.trim() === '') return '';
  const spaces = line.length - line.trimStart().length;
  return ' '.repeat(base + Math.floor(spaces / 2) * step + (spaces % 2)) + line.trimStart();
}

/** The lines of items written with two columns a level, as they stand where the dash is in one column and `width` columns before what follows it. */
export function itemLines(items: string, dash: number, width: number, step: number): readonly string[] {
  return items
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      if (line.trim() === '') return '';
      if (line.startsWith('- ')) return `${' '.repeat(dash)}-${' '.repeat(width - 1)}${line.slice(2)}`;
      return reindent(line.slice(2), dash + width, step);
    });
}

/** Whether most items of a list begin on the line below their dash, as in Docker's own workflows. */
function dashesAlone(text: string, { items }: YamlSequence): boolean {
  const below = items.filter((item) => {
    if (item === undefined) return false;
    const { start } = placeOf(item);
    return text.slice(lineStart(text, start), start).trim() === '';
  });
  return below.length * 2 > items.length;
}

function withDashAlone(line: string, dash: number, width: number): readonly string[] {
  return line[dash] === '-' ? [line.slice(0, dash + 1), ' '.repeat(dash + width) + line.slice(dash + width)] : [line];
}

/** Several inserted items are separated as the file separates its own. */
function joinItems(lines: readonly string[], layout: Layout, spaced: boolean): string {
  return lines
    .map((line, index) =>
      spaced && index > 0 && /^\s*-(\s|$)/.test(line) && isItemStart(lines, index) ? layout.newline + line : line,
    )
    .join(layout.newline);
}

function isItemStart(lines: readonly string[], index: number): boolean {
  const own = lines[index] ?? '';
  const first = lines[0] ?? '';
  return own.length - own.trimStart().length === first.length - first.trimStart().length;
}

/** Whether most items of a list have a blank line before them. */
function blankBetween(text: string, sequence: YamlSequence): boolean {
  let blank = 0;
  let total = 0;
  sequence.items.slice(1).forEach((item) => {
    if (item === undefined) return;
    total++;
    const start = withCommentsAbove(text, lineStart(text, placeOf(item).start));
    if (/\n[ \t]*\r?\n$/.test(text.slice(0, start))) blank++;
  });
  return total > 0 && blank * 2 > total;
}
