import { fromParts, parts } from '../value/text';
import { type ExprValue, type Known, knownText, type Template } from '../value/value';
import { listWith } from './bake-merge';

/** `target.attribute[.key]=value`, the target with `*` and `?` for any text (docs.docker.com `docker buildx bake --set`). */
export interface BakeOverride {
  readonly target: RegExp;
  readonly attribute: string;
  readonly key: string | undefined;
  readonly value: Known | Template;
  readonly adds: boolean;
}

/** Reads what `--set` is given; undefined where it is not known which targets and attributes it changes. */
export function bakeOverride(line: Known | Template): BakeOverride | undefined {
  const [head, ...rest] = parts(line);
  // `[` would begin a class of characters.
  const match = typeof head === 'string' ? /^([^=.[\]\\]+)\.([\w-]+)(?:\.([^=]*?))?(\+)?=/.exec(head) : null;
  if (match === null || typeof head !== 'string') return undefined;
  const [whole, target = '', attribute = '', key, plus] = match;
  const pattern = target
    .replace(/[$()+^{|}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return {
    target: new RegExp(`^${pattern}$`),
    attribute: ALIASES.get(attribute) ?? attribute,
    key,
    value: fromParts([head.slice(whole.length), ...rest]),
    adds: plus !== undefined,
  };
}

/** Names that mean the same (buildx v0.38.2, bake.go `newOverrides`), and the one of bake's reference. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['annotation', 'annotations'],
  ['arg', 'args'],
  ['entitlement', 'entitlements'],
  ['extra-host', 'extra-hosts'],
  ['label', 'labels'],
  ['platform', 'platforms'],
  ['secrets', 'secret'],
  ['tag', 'tags'],
  ['ulimit', 'ulimits'],
]);

const LISTS: ReadonlySet<string> = new Set([
  'annotations',
  'attest',
  'cache-from',
  'cache-to',
  'entitlements',
  'no-cache-filter',
  'output',
  'platforms',
  'policy',
  'secret',
  'ssh',
  'tags',
  'ulimits',
]);

/** Lists of which nothing goes unless they are emptied (buildx v0.38.2, bake.go `AddOverrides`). */
const ALWAYS_ADDED: ReadonlySet<string> = new Set(['annotations', 'attest', 'entitlements']);

/** The attributes of a target with what overrides them: several values for one list replace it together. */
export function overridden(
  name: string,
  attributes: ReadonlyMap<string, ExprValue>,
  overrides: readonly BakeOverride[],
): ReadonlyMap<string, ExprValue> {
  const own = overrides.filter(({ target }) => target.test(name));
  if (own.length === 0) return attributes;
  const result = new Map(attributes);
  for (const attribute of new Set(own.map((one) => one.attribute))) {
    const of = own.filter((one) => one.attribute === attribute);
    const [last] = of.slice(-1);
    if (last === undefined) continue;
    if (LISTS.has(attribute) && of.every(({ key }) => key === undefined))
      result.set(attribute, listOverridden(attribute, result.get(attribute), of));
    else if (attribute === 'push' || attribute === 'load')
      result.set(
        'output',
        own.some((one) => one.attribute === 'output') ? UNKNOWN : exported(attributes.get('output'), last),
      );
    else if (of.every(({ key }) => key !== undefined) && !LISTS.has(attribute))
      result.set(attribute, mapOverridden(result.get(attribute), of));
    else result.set(attribute, LISTS.has(attribute) ? UNKNOWN : last.value);
  }
  return result;
}

const UNKNOWN: ExprValue = { kind: 'unknown', reason: 'is changed by an override' };

function listOverridden(
  attribute: string,
  earlier: ExprValue | undefined,
  overrides: readonly BakeOverride[],
): ExprValue {
  let items: readonly ExprValue[] = [];
  let clears = false;
  let adds = false;
  for (const override of overrides) {
    const text = knownText(override.value);
    if (!override.adds && text === '') {
      clears = true;
      items = [];
    } else items = [...items, override.value];
    adds = override.adds && !clears;
  }
  const kept = ALWAYS_ADDED.has(attribute) ? !clears : adds;
  const list: ExprValue = { kind: 'list', items, complete: true };
  // A value that may be empty may empty the list of what comes before it; by itself it is an item that may be none.
  const empties = overrides.findLastIndex(
    ({ value, adds: adding }) => !adding && value.kind === 'template' && !isFilled(value),
  );
  if (empties > 0 || (empties === 0 && ALWAYS_ADDED.has(attribute))) return { ...list, complete: false };
  return kept && earlier !== undefined ? listWith(earlier, list) : list;
}

function isFilled({ parts: all }: Template): boolean {
  return all.some((part) => typeof part === 'string' || part.nonEmpty === true);
}

function mapOverridden(earlier: ExprValue | undefined, overrides: readonly BakeOverride[]): ExprValue {
  if (earlier !== undefined && earlier.kind !== 'object') return earlier;
  const entries = new Map([
    ...(earlier?.entries ?? []),
    ...overrides.map(({ key = '', value }) => [key, value] as const),
  ]);
  return { kind: 'object', entries, complete: earlier?.complete !== false };
}

/** `push` and `load` change what a target is exported to, which is told only where nothing else says it. */
function exported(output: ExprValue | undefined, { attribute, value }: BakeOverride): ExprValue {
  const text = knownText(value);
  if (/^(0|f|F|FALSE|false|False)$/.test(text ?? '') && output === undefined)
    return { kind: 'list', items: [], complete: true };
  if (output !== undefined || !/^(1|t|T|TRUE|true|True)$/.test(text ?? '')) return UNKNOWN;
  const entry = attribute === 'push' ? 'type=image,push=true' : 'type=docker';
  return { kind: 'list', items: [{ kind: 'known', value: entry }], complete: true };
}
