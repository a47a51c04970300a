import { identity, show } from '../value/text';
import { type ExprValue, type Hole, hole, type Template } from '../value/value';

/** How a value shows that is made in a way nobody follows here; it may be a list as well as a text. */
export const UNREAD = 'a value of the bake file';

/** Whether a value may be a list or anything else, since nothing is known of how it is made. */
export function isOpen(value: ExprValue): boolean {
  if (value.kind === 'unknown') return true;
  const [only, ...others] = value.kind === 'template' ? value.parts : [];
  return typeof only === 'object' && others.length === 0 && only.shown === UNREAD;
}

/** The text that a function without side effects makes of texts that are not known: the same for the same arguments. */
export function madeBy(name: string, args: readonly ExprValue[]): Template {
  const call = `${name}(${args.map(shown).join(', ')})`;
  return hole({
    key: `bake:${name}(${args.map(identityOf).join(',')})`,
    shown: call.length <= LONGEST ? call : 'a text of the bake file',
    reason: 'is worked out while building',
  });
}

const LONGEST = 60;

function shown(value: ExprValue): string {
  if (value.kind === 'known') return JSON.stringify(value.value);
  if (value.kind === 'template' && value.parts.length === 1)
    return value.parts.map((part) => (typeof part === 'string' ? part : part.shown)).join('');
  return value.kind === 'list' || value.kind === 'object' || value.kind === 'unknown'
    ? '…'
    : JSON.stringify(show(value));
}

/** A text that is equal for equal values. */
export function identityOf(value: ExprValue): string {
  switch (value.kind) {
    case 'known':
    case 'template':
      return identity(value);
    case 'oneOf':
      return `<${value.options.map(identity).join('|')}>`;
    case 'unknown':
      return `?${value.reason}`;
    case 'list':
      return `[${value.items.map(identityOf).join(',')}${value.complete ? '' : '…'}]`;
    case 'object':
      return `{${[...value.entries].map(([key, one]) => `${JSON.stringify(key)}:${identityOf(one)}`).join(',')}${value.complete ? '' : '…'}}`;
  }
}

/** Whether a hole may hold a piece of text. */
export function mayHold(hole: Hole, text: string): boolean {
  if (text === '' || hole.lacks?.some((piece) => piece !== '' && text.includes(piece)) === true) return false;
  if (hole.domain !== undefined) return hole.domain.some((value) => String(value ?? '').includes(text));
  if (hole.lower === true && text !== text.toLowerCase()) return false;
  const letters = LETTERS.get(hole.shown);
  return letters === undefined || [...text].every((char) => letters.test(char));
}

/** Which characters some values of GitHub can have (docs.github.com, contexts; names of accounts and repositories). */
const LETTERS: ReadonlyMap<string, RegExp> = new Map([
  ['github.repository_owner', /[\w-]/],
  ['github.repository', /[\w./-]/],
  ['github.sha', /[\da-f]/],
  ['github.run_id', /\d/],
  ['github.run_number', /\d/],
  ['github.run_attempt', /\d/],
]);
