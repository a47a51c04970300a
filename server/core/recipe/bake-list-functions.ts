import { asString } from '../value/text';
import { datumText, type ExprValue, known, type Structure, type Truth } from '../value/value';
import { identityOf, isOpen } from './bake-hole';
import { numberOf, same } from './bake-operators';
import { besides, isNull, ofOneType } from './bake-types';

type List = Extract<Structure, { kind: 'list' }>;
type Entries = Extract<Structure, { kind: 'object' }>;
type Arguments = readonly (ExprValue | undefined)[];

/** Beyond this many items a list is not worked out. */
export const LONGEST_LIST = 1000;

export function listOf(items: readonly ExprValue[], complete = true): List {
  return { kind: 'list', items, complete };
}

/** Functions of bake's standard library over lists and objects; undefined where the answer is not known. */
export const LIST_FUNCTIONS: Readonly<Record<string, (...args: Arguments) => ExprValue | undefined>> = {
  concat: (...lists) => (lists.length === 0 ? undefined : joined(lists)),
  flatten: (list) => (list?.kind === 'list' ? flat(list) : undefined),
  compact: (list) => (list?.kind === 'list' ? compact(list) : undefined),
  distinct: (list) => (list?.kind === 'list' ? distinct(list) : undefined),
  contains: (list, value) => {
    if (list?.kind !== 'list' || value === undefined) return undefined;
    if (!list.complete) return undefined;
    const answers = list.items.map((item): Truth => same(item, value));
    if (answers.includes(true)) return known(true);
    return answers.every((one) => one === false) ? known(false) : undefined;
  },
  coalesce: (...values) => {
    const first = values.find((value) => value === undefined || !isNull(value));
    if (first === undefined || isOpen(first)) return undefined;
    // All have one type, also those that are not taken.
    return values.reduce((value, other) => value && other && besides(value, other), first as ExprValue | undefined);
  },
  coalescelist: (...lists) => {
    const first = lists.find((list) => list?.kind !== 'list' || !list.complete || list.items.length > 0);
    return first?.kind === 'list' && first.complete && first.items.length > 0 ? first : undefined;
  },
  element: (list, at) => {
    const index = numberOf(at);
    if (list?.kind !== 'list' || !list.complete || !Number.isSafeInteger(index) || list.items.length === 0)
      return undefined;
    // A negative index counts from the end.
    const turn = (index ?? 0) % list.items.length;
    return list.items.at(turn);
  },
  // Of the maps that it takes, none is an object.
  index: (from, at) =>
    from?.kind === 'list' && at?.kind === 'known' && typeof at.value === 'number' ? indexed(from, at) : undefined,
  indexof: (list, value) => {
    if (list?.kind !== 'list' || !list.complete || value === undefined) return undefined;
    const answers = list.items.map((item): Truth => same(item, value));
    const at = answers.findIndex((one) => one !== false);
    return answers[at] === true ? known(at) : undefined;
  },
  keys: (map) =>
    map?.kind === 'object'
      ? listOf(
          sorted(map).map(([key]) => known(key)),
          map.complete,
        )
      : undefined,
  values: (map) =>
    map?.kind === 'object'
      ? listOf(
          sorted(map).map(([, value]) => value),
          map.complete,
        )
      : undefined,
  length: (all) => {
    return all?.kind === 'list' && all.complete ? known(all.items.length) : undefined;
  },
  lookup: (map, key, other) => {
    if (map?.kind !== 'object' || key?.kind !== 'known' || typeof key.value !== 'string') return undefined;
    return map.entries.get(datumText(key.value)) ?? (map.complete ? other : undefined);
  },
  merge: (...maps) => merged(maps),
  reverselist: (list) => (list?.kind === 'list' ? listOf([...list.items].reverse(), list.complete) : undefined),
  slice: (list, from, to) => {
    const start = numberOf(from);
    const end = numberOf(to);
    if (list?.kind !== 'list' || !list.complete || start === undefined || end === undefined) return undefined;
    return start >= 0 && start <= end && end <= list.items.length ? listOf(list.items.slice(start, end)) : undefined;
  },
  sort: (list) => {
    const texts = textsOf(list);
    return texts === undefined ? undefined : listOf([...texts].sort(inOrder).map(known));
  },
  setproduct: (...lists) => {
    let rows: ExprValue[][] = [[]];
    for (const list of lists) {
      const items = list?.kind === 'list' && list.complete ? ofOneType(list.items) : undefined;
      if (items === undefined || rows.length * items.length > LONGEST_LIST) return undefined;
      rows = rows.flatMap((row) => items.map((item) => [...row, item]));
    }
    return lists.length < 2 ? undefined : listOf(rows.map((row) => listOf(row)));
  },
  range: (first, second, by) => {
    const [from, to] = second === undefined ? [0, numberOf(first)] : [numberOf(first), numberOf(second)];
    if (from === undefined || to === undefined) return undefined;
    const step = by === undefined ? (from <= to ? 1 : -1) : numberOf(by);
    if (step === undefined || step === 0 || (to - from) / step > LONGEST_LIST || (to - from) * step < 0)
      return undefined;
    if (![from, to, step].every(Number.isSafeInteger)) return undefined;
    return listOf(Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => known(from + index * step)));
  },
  zipmap: (names, values) => {
    const keys = textsOf(names);
    if (keys === undefined || values?.kind !== 'list' || !values.complete || keys.length !== values.items.length)
      return undefined;
    return { kind: 'object', entries: new Map(values.items.map((item, at) => [keys[at] ?? '', item])), complete: true };
  },
};

/** The item or attribute that a key names; undefined where that is not certain. */
export function indexed(from: ExprValue, at: ExprValue): ExprValue | undefined {
  if (at.kind !== 'known' || at.value === null) return undefined;
  if (from.kind === 'object') return from.entries.get(datumText(at.value));
  const index = numberOf(at);
  return from.kind === 'list' && from.complete && index !== undefined ? from.items[index] : undefined;
}

/** The entries of an object in HCL's order, that of their keys. */
export function sorted({ entries }: Entries): readonly (readonly [string, ExprValue])[] {
  return [...entries].sort(([a], [b]) => inOrder(a, b));
}

/** JavaScript orders these before some characters that they come after. */
const SURROGATES = /[\ud800-\udfff]/;

/** The order of texts in Go, by their bytes, which is that of their code points. */
function inOrder(a: string, b: string): number {
  if (!SURROGATES.test(a) && !SURROGATES.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const [first, second] = [[...a], [...b]];
  const at = first.findIndex((char, index) => char !== second[index]);
  if (at < 0) return first.length - second.length;
  return second[at] === undefined ? 1 : (first[at]?.codePointAt(0) ?? 0) - (second[at].codePointAt(0) ?? 0);
}

/** The known texts of a list; undefined where it may have others. */
function textsOf(list: ExprValue | undefined): readonly string[] | undefined {
  if (list?.kind !== 'list' || !list.complete) return undefined;
  const texts = list.items.flatMap((item) =>
    item.kind === 'known' && item.value !== null ? [datumText(item.value)] : [],
  );
  return texts.length === list.items.length ? texts : undefined;
}

/** Lists one after the other; one that is not known may be any number of items. */
function joined(lists: Arguments): List | undefined {
  if (lists.some((list) => list === undefined || list.kind === 'known' || list.kind === 'object')) return undefined;
  const read = lists.filter((list): list is List => list?.kind === 'list');
  if (read.length === 0 && lists.length > 0) return undefined;
  if (read.reduce((all, { items }) => all + items.length, 0) > LONGEST_LIST) return undefined;
  return listOf(
    read.flatMap(({ items }) => items),
    read.length === lists.length && read.every(({ complete }) => complete),
  );
}

function flat(list: List): List {
  const items: ExprValue[] = [];
  let { complete } = list;
  for (const item of list.items) {
    if (item.kind === 'list') {
      const inner = flat(item);
      items.push(...inner.items);
      complete &&= inner.complete;
    } else if (isOpen(item)) complete = false;
    else items.push(item);
  }
  return listOf(items, complete);
}

/** Without empty texts, those that are left being texts; a hole by itself may be empty. */
function compact({ items, complete }: List): List | undefined {
  if (items.some((item) => item.kind === 'list' || item.kind === 'object' || isOpen(item))) return undefined;
  const kept = items.filter((item) => item.kind !== 'known' || datumText(item.value) !== '').map(asString);
  const mayGo = (item: ExprValue): boolean => same(item, known('')) !== false;
  return listOf(kept, complete && !kept.some(mayGo));
}

/** Without items that are there already; two that may be equal leave it open whether both are. */
function distinct(list: List): List | undefined {
  const items = ofOneType(list.items);
  if (items === undefined || items.length > FEW) return undefined;
  const kept: ExprValue[] = [];
  let { complete } = list;
  for (const item of items) {
    const identity = identityOf(item);
    if (kept.some((one) => identity !== undefined && identityOf(one) === identity)) continue;
    if (kept.some((one) => same(one, item) !== false)) complete = false;
    kept.push(item);
  }
  return listOf(kept, complete);
}

/** Comparing each with each of more costs too much. */
const FEW = 100;

/** The later entry counts; what an object that is not all known may replace is not known either. */
function merged(maps: Arguments): Entries | undefined {
  let entries = new Map<string, ExprValue>();
  let complete = true;
  for (const map of maps) {
    if (map !== undefined && isNull(map)) continue;
    if (map?.kind === 'known' || map?.kind === 'list') return undefined;
    if (map?.kind !== 'object' || !map.complete) {
      entries = new Map();
      complete = false;
    }
    if (map?.kind === 'object') entries = new Map([...entries, ...map.entries]);
  }
  return { kind: 'object', entries, complete };
}
