import { asString } from '../value/text';
import type { ExprValue, Structure } from '../value/value';
import { isOpen } from './bake-hole';

/**
 * A value as it is where another stands beside it, in the other branch of a condition or the next argument: both get one type
 * (go-cty, convert.Unify). Numbers and truths become texts beside a text. Undefined where there is no such type, which stops the build.
 */
export function besides(value: ExprValue, other: ExprValue): ExprValue | undefined {
  if (isNull(value) || isNull(other) || value.kind === 'unknown' || other.kind === 'unknown') return value;
  if (value.kind === 'object' && other.kind === 'object') return object(value, other);
  if (value.kind === 'list' && other.kind === 'list') return list(value, other);
  const structured = value.kind === 'list' || value.kind === 'object';
  // A value of which nothing is known may be a list.
  if (value.kind === 'template' || other.kind === 'template') return structured ? value : asText(value, other);
  if (structured || other.kind === 'list' || other.kind === 'object') return undefined;
  return asText(value, other);
}

/** The items of a list as they are where all have to be of one type; undefined where there is none. */
export function ofOneType(items: readonly ExprValue[]): readonly ExprValue[] | undefined {
  const text = items.find(isText);
  const typed = new Set(
    items.flatMap((item) => (item.kind === 'known' && item.value !== null ? [typeof item.value] : [])),
  );
  if (text === undefined) return typed.size > 1 ? undefined : items;
  const result = items.map((item) => besides(item, text));
  return result.every((item) => item !== undefined) ? result : undefined;
}

export function isNull(value: ExprValue): boolean {
  return value.kind === 'known' && value.value === null;
}

function isText(value: ExprValue): boolean {
  if (value.kind === 'oneOf') return value.options.some(isText);
  if (value.kind === 'template') return !isOpen(value);
  return value.kind === 'known' && typeof value.value === 'string';
}

function asText(value: ExprValue, other: ExprValue): ExprValue | undefined {
  if (isText(other)) return asString(value);
  const [a, b] = [typeOf(value), typeOf(other)];
  return a !== undefined && b !== undefined && a !== b && !isText(value) ? undefined : value;
}

function typeOf(value: ExprValue): string | undefined {
  return value.kind === 'known' ? typeof value.value : undefined;
}

type List = Extract<Structure, { kind: 'list' }>;
type Entries = Extract<Structure, { kind: 'object' }>;

function list(value: List, other: List): List | undefined {
  if (value.complete && other.complete && value.items.length === other.items.length)
    return all(
      value.items.map((item, at) => besides(item, other.items[at] ?? item)),
      (items) => ({ ...value, items }),
    );
  const items = ofOneType([...value.items, ...other.items]);
  return items && { ...value, items: items.slice(0, value.items.length) };
}

function object(value: Entries, other: Entries): Entries | undefined {
  const keys = [...value.entries.keys()];
  const same = keys.length === other.entries.size && keys.every((key) => other.entries.has(key));
  const own = [...value.entries.values()];
  const typed = same
    ? keys.map((key, at) => besides(own[at] as ExprValue, other.entries.get(key) as ExprValue))
    : (ofOneType([...own, ...other.entries.values()])?.slice(0, own.length) ?? [undefined]);
  return all(typed, (values) => ({ ...value, entries: new Map(values.map((one, at) => [keys[at] ?? '', one])) }));
}

function all<T>(values: readonly (ExprValue | undefined)[], make: (values: readonly ExprValue[]) => T): T | undefined {
  return values.every((one) => one !== undefined) ? make(values) : undefined;
}
