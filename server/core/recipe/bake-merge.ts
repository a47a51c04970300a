import { alternatives, union } from '../value/text';
import type { ExprValue, Structure, Value } from '../value/value';
import { identityOf } from './bake-hole';
import { LONGEST_LIST } from './bake-list-functions';
import { isNull } from './bake-types';

type Attributes = ReadonlyMap<string, ExprValue>;
type List = Extract<Structure, { kind: 'list' }>;

/**
 * Attributes of a target with those of a second definition, or of parents with those of their child (buildx v0.38.2, bake.go
 * `Target.Merge`): a null says nothing; maps are merged by key, in which a null says nothing either; some lists go on; all else is
 * replaced.
 */
export function merged(first: Attributes, second: Attributes): Attributes {
  const result = new Map(first);
  for (const [name, value] of second) {
    if (isNull(value)) continue;
    const earlier = result.get(name);
    if (MAPS.has(name)) result.set(name, mapWith(earlier, value));
    else result.set(name, earlier !== undefined && ADDED.has(name) ? listWith(earlier, value) : value);
  }
  return result;
}

/** Lists to which a second definition adds. */
const ADDED: ReadonlySet<string> = new Set([
  'annotations',
  'attest',
  'cache-from',
  'entitlements',
  'inherits',
  'no-cache-filter',
  'policy',
  'secret',
  'ssh',
  'ulimits',
]);

const MAPS: ReadonlySet<string> = new Set(['args', 'contexts', 'extra-hosts', 'labels']);

/** One list behind another; of one that is not known, other items may be there. */
export function listWith(first: ExprValue, second: ExprValue): List {
  const [a, b] = [listed(first), listed(second)];
  const items = once([...a.items, ...b.items]);
  const few = items.length <= LONGEST_LIST;
  return { kind: 'list', items: few ? items : [], complete: few && a.complete && b.complete };
}

/** Each item where it is the last of its like, since the last entry of a kind counts. */
function once(items: readonly ExprValue[]): readonly ExprValue[] {
  const last = new Map<string | undefined, number>(items.map((item, at) => [identityOf(item), at]));
  return items.filter((item, at) => {
    const identity = identityOf(item);
    return identity === undefined || last.get(identity) === at;
  });
}

function listed(value: ExprValue): List {
  return value.kind === 'list' ? value : { kind: 'list', items: [], complete: false };
}

function mapWith(first: ExprValue | undefined, second: ExprValue): ExprValue {
  if (second.kind !== 'object') return { kind: 'unknown', reason: 'is worked out by the bake file' };
  if (first !== undefined && first.kind !== 'object') return first;
  // What a map that is not all known may say of a key counts more.
  const entries = new Map(second.complete ? first?.entries : []);
  for (const [key, value] of second.entries) {
    const settled = entryWith(entries.get(key), value);
    if (settled !== undefined) entries.set(key, settled);
  }
  return { kind: 'object', entries, complete: first?.complete !== false && second.complete };
}

/** Undefined where nothing is said. */
function entryWith(earlier: ExprValue | undefined, value: ExprValue): ExprValue | undefined {
  if (isNull(value)) return earlier;
  if (value.kind !== 'oneOf' || !value.options.some(isNull)) return value;
  if (earlier === undefined) return value;
  const others = value.options.filter((option) => !isNull(option));
  return isScalar(earlier) ? union([earlier, ...others]) : earlier;
}

function isScalar(value: ExprValue): value is Value {
  return value.kind !== 'list' && value.kind !== 'object' && alternatives(value) !== undefined;
}
