import { identity, show } from '../value/text';
import { type ExprValue, hole, onlyHole, type Template } from '../value/value';

/** How a value shows that is made in a way nobody follows here. */
const UNREAD = 'a value of the bake file';
const SOME_TEXT = 'a text of the bake file';
const LONGEST = 60;
const OPEN = 'bake-open:';

/** A value that is not worked out: a text, or where `open` a list or anything else as well. `shown` is how its file names it, if at all. */
export function unreadHole(place: string, shown: string | undefined, open: boolean): Template {
  return hole({ key: `${open ? OPEN : ''}${place}`, shown: shown ?? UNREAD, reason: 'is worked out while building' });
}

/** Whether a value may be a list or anything else, since nothing is known of how it is made. */
export function isOpen(value: ExprValue): boolean {
  if (value.kind === 'unknown') return true;
  const only = onlyHole(value);
  return only?.key.startsWith(OPEN) === true;
}

/**
 * The text that a function without side effects makes of texts that are not known: the same for the same arguments. Undefined where
 * one of them is one of several or may be anything, so that two of the kind need not be equal.
 */
export function madeBy(name: string, args: readonly ExprValue[]): Template | undefined {
  const identities = args.map(identityOf);
  if (identities.includes(undefined)) return undefined;
  return hole({
    key: `bake:${name}(${identities.join(',')})`,
    shown: callShown(name, args),
    reason: 'is worked out while building',
  });
}

/** The result of a function of the file shows as its call, where a function of the library made it. */
export function calledBy(value: ExprValue, name: string, args: readonly ExprValue[]): ExprValue {
  const only = onlyHole(value);
  return only?.key.startsWith('bake:') === true ? hole({ ...only, shown: callShown(name, args) }) : value;
}

function callShown(name: string, args: readonly ExprValue[]): string {
  const call = `${name}(${args.map(shown).join(', ')})`;
  return call.length <= LONGEST && !call.includes(SOME_TEXT) && !call.includes(UNREAD) ? call : SOME_TEXT;
}

function shown(value: ExprValue): string {
  if (value.kind === 'known') return JSON.stringify(value.value);
  if (value.kind === 'template' && value.parts.length === 1)
    return value.parts.map((part) => (typeof part === 'string' ? part : part.shown)).join('');
  return value.kind === 'list' || value.kind === 'object' || value.kind === 'unknown'
    ? '…'
    : JSON.stringify(show(value));
}

/** A text that is equal for equal values; undefined for a value that is not settled. */
export function identityOf(value: ExprValue): string | undefined {
  switch (value.kind) {
    case 'known':
      return identity(value);
    case 'template':
      // A name in lower case keeps its key, but other text is made of it.
      return identity({
        ...value,
        parts: value.parts.map((part) =>
          typeof part === 'object' && part.lower === true ? { ...part, key: `${part.key}↓` } : part,
        ),
      });
    case 'oneOf':
    case 'unknown':
      return undefined;
    case 'list': {
      const items = value.items.map(identityOf);
      return value.complete && !items.includes(undefined) ? `[${items.join(',')}]` : undefined;
    }
    case 'object': {
      const entries = [...value.entries].map(([key, one]) => [JSON.stringify(key), identityOf(one)] as const);
      if (!value.complete || entries.some(([, one]) => one === undefined)) return undefined;
      // Its entries come in no order.
      return `{${entries
        .map(([key, one]) => `${key}:${one}`)
        .sort()
        .join(',')}}`;
    }
  }
}
