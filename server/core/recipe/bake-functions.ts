import { alternatives, fromParts, oneOf, parts } from '../value/text';
import { datumText, type ExprValue, type Known, known, type Template, type Value } from '../value/value';
import { formatted, formattedList, joinedText } from './bake-format';
import { madeBy } from './bake-hole';
import { mayHold } from './bake-letters';
import { LIBRARY } from './bake-library';
import { LIST_FUNCTIONS, LONGEST_LIST, listOf } from './bake-list-functions';
import { answer, exact, numberOf, operated, opposite, truthOf } from './bake-operators';
import { TEXT_FUNCTIONS, type TextFunction } from './bake-text-functions';
import { isNull } from './bake-types';

/**
 * What a function of bake's standard library (docs.docker.com/build/bake/stdlib) makes of its arguments; undefined where
 * that depends on the run (`timestamp`, `uuidv4`), is not read here, or would stop the build (a wrong number of arguments, a null).
 */
export function standardFunction(name: string, args: readonly ExprValue[]): ExprValue | undefined {
  const arity = LIBRARY.get(name);
  if (arity === undefined || args.length < arity.least || args.length > arity.most) return undefined;
  if (!arity.nulls && args.some(isNull)) return undefined;
  const own = LISTS.get(name);
  if (own !== undefined) return own(...args);
  const numbers = NUMBERS.get(name);
  if (numbers !== undefined) {
    const read = args.map(numberOf);
    return read.length > 0 && read.every((one) => one !== undefined) ? exact(numbers(...read)) : undefined;
  }
  const operator = OPERATORS.get(name);
  const [first, second] = args;
  if (operator !== undefined)
    return first === undefined || second === undefined ? undefined : operated(operator, first, second);
  const change = TEXTS.get(name);
  return change === undefined ? undefined : ofText(name, change, args);
}

const OPERATORS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    and: '&&',
    or: '||',
    equal: '==',
    notequal: '!=',
    add: '+',
    subtract: '-',
    multiply: '*',
    divide: '/',
    modulo: '%',
    greaterthan: '>',
    greaterthanorequalto: '>=',
    lessthan: '<',
    lessthanorequalto: '<=',
  }),
);

const NUMBERS: ReadonlyMap<string, (...numbers: readonly number[]) => number> = new Map(
  Object.entries({
    absolute: (one = Number.NaN) => Math.abs(one),
    negate: (one = Number.NaN) => -one,
    ceil: (one = Number.NaN) => Math.ceil(one),
    floor: (one = Number.NaN) => Math.floor(one),
    int: (one = Number.NaN) => Math.trunc(one),
    signum: (one = Number.NaN) => (Number.isInteger(one) ? Math.sign(one) : Number.NaN),
    max: (...all: readonly number[]) => Math.max(...all),
    min: (...all: readonly number[]) => Math.min(...all),
  }),
);

type StandardFunction = (...args: readonly ExprValue[]) => ExprValue | undefined;

const LISTS: ReadonlyMap<string, StandardFunction> = new Map(
  Object.entries<StandardFunction>({
    ...LIST_FUNCTIONS,
    not: (one) => answer(opposite(truthOf(one))),
    join: (separator, ...lists) => joined(separator, lists),
    split,
    format: (text, ...args) => (text === undefined ? undefined : formatted(text, args)),
    formatlist: (text, ...args) => (text === undefined ? undefined : formattedList(text, args)),
  }),
);

const TEXTS = new Map(Object.entries(TEXT_FUNCTIONS));

/** Applies a function to each text that the first argument may be. */
function ofText(name: string, change: TextFunction, [first, ...rest]: readonly ExprValue[]): Value | undefined {
  if (first === undefined || first.kind === 'list' || first.kind === 'object') return undefined;
  if (first.kind === 'known' && first.value === null) return undefined;
  const options = alternatives(first);
  const texts = rest.flatMap((one) => (one.kind === 'known' && one.value !== null ? [datumText(one.value)] : []));
  if (options === undefined || texts.length < rest.length)
    return rest.every(isText) && options !== undefined ? madeBy(name, [first, ...rest]) : undefined;
  const results = options.map((option) =>
    change(option.kind === 'known' ? known(datumText(option.value)) : option, texts),
  );
  const read = results.filter((one): one is Known | Template => one?.kind === 'known' || one?.kind === 'template');
  return read.length === results.length ? oneOf(read) : undefined;
}

function isText(value: ExprValue): boolean {
  return (value.kind === 'known' && value.value !== null) || value.kind === 'template' || value.kind === 'oneOf';
}

function joined(separator: ExprValue | undefined, lists: readonly ExprValue[]): Value | undefined {
  if (separator === undefined || !isText(separator) || separator.kind === 'oneOf' || lists.length === 0)
    return undefined;
  const items: Value[] = [];
  for (const list of lists) {
    if (list.kind !== 'list') return undefined;
    for (const item of list.items) {
      if (item.kind === 'list' || item.kind === 'object' || !isText(item)) return undefined;
      items.push(item);
    }
    if (!list.complete) return madeBy('join', [separator, ...lists]);
  }
  return joinedText(items.flatMap((item, index) => (index === 0 ? [item] : [separator as Known | Template, item])));
}

/** Where holes may hold the separator, how many pieces there are is not known; those without such a hole are there for certain. */
function split(separator?: ExprValue, text?: ExprValue): ExprValue | undefined {
  if (separator?.kind !== 'known' || (text?.kind !== 'known' && text?.kind !== 'template')) return undefined;
  const by = datumText(separator.value);
  // An empty separator splits after each character, which may be of several code points.
  if (by === '' || (text.kind === 'known' && text.value === null)) return undefined;
  const list = parts(text);
  if (by.length > 1 && list.some((part) => typeof part !== 'string')) return undefined;
  const pieces: (typeof list)[number][][] = [[]];
  for (const part of list) {
    if (typeof part !== 'string') pieces.at(-1)?.push(part);
    else
      part.split(by).forEach((piece, index) => {
        if (index > 0) pieces.push([]);
        pieces.at(-1)?.push(piece);
      });
  }
  const whole = pieces.filter((piece) => !piece.some((part) => typeof part !== 'string' && mayHold(part, by)));
  // With nothing certain in it a list says no more than a value that may be anything.
  if (pieces.length > LONGEST_LIST || whole.length === 0) return undefined;
  return listOf(whole.map(fromParts), whole.length === pieces.length);
}
