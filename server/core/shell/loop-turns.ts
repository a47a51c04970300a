import { alternatives, holes, parts, union } from '../value/text';
import { datumText, hole, type Known, known, knownText, type Template, type Value } from '../value/value';
import type { Command, Guard, Word, WordPart } from './script';
import { type Separator, splitWords } from './split-words';
import type { ResolvedWord } from './walk';

/** What a loop needs of the script it stands in. */
export interface LoopReader {
  /** A word, or the words it certainly splits into. */
  expand(word: Word): readonly ResolvedWord[];
  resolve(word: Word): Value;
  /** What the commands of a pipeline before a loop print; undefined where it is not known. */
  piped(pipeline: number): Value | undefined;
  readonly separator: Separator;
}

/** A loop in a list of commands. */
export interface Loop {
  readonly guard: Guard;
  readonly of: NonNullable<Guard['loop']>;
  /** Its commands, with those inside their words. */
  readonly body: readonly Command[];
}

/** The outermost loop that begins at a place of a list of commands and is not among the `entered`; undefined where none does. */
export function loopAt(list: readonly Command[], at: number, entered: ReadonlySet<Guard>): Loop | undefined {
  const first = list[at];
  const guard = first?.guards.find((one) => one.loop !== undefined && !entered.has(one));
  if (first === undefined || guard?.loop === undefined) return undefined;
  const isInside = ({ guards, within }: Command): boolean => guards.includes(guard) || within !== first.within;
  const end = list.findIndex((command, index) => index > at && !isInside(command));
  return { guard, of: guard.loop, body: list.slice(at, end < 0 ? undefined : end) };
}

/** What a loop's variable is in each turn that is followed; `counted` where those are all there are. */
export interface Turns {
  readonly values: readonly Value[];
  readonly counted: boolean;
}

/** Turns of a loop that are followed one by one; more than that many commands and all turns are followed as one. */
const FOLLOWED_MAX = 400;

/**
 * The values a loop's variable takes, in order: one for each turn where every word of its list is known, none where the list is certainly
 * empty. Otherwise one value for all turns, which is one of what is known of the list. `commands` is the number of commands in the loop.
 */
export function loopTurns(loop: NonNullable<Guard['loop']>, reader: LoopReader, commands: number): Turns {
  const lists =
    loop.lines === undefined ? loop.words.map((word) => wordsOf(word, reader)) : [linesOf(loop.lines, reader)];
  const items = lists.flatMap((list) => list.items);
  const certain = lists.length > 0 && lists.every((list) => list.certain);
  const settled = settledItems({ items, certain });
  if (settled !== undefined && settled.length * commands <= FOLLOWED_MAX) return { values: settled, counted: true };
  const sure = items.filter((item) => item !== undefined);
  const all = sure.length === items.length;
  const value = sure.length === 0 ? loopHole(loop.variable) : union(all ? sure : [...sure, loopHole(loop.variable)]);
  return { values: [value], counted: false };
}

/**
 * What each variable of a loop holds in one turn. `read` with several gives each a word of the line and the last one all that is left
 * (Bash manual, Bash Builtins), which is known only where no words are left over.
 */
export function turnVariables(
  { variable, further = [] }: NonNullable<Guard['loop']>,
  value: Value,
  separator: Separator,
): readonly (readonly [string, Value])[] {
  if (further.length === 0) return [[variable, value]];
  const names = [variable, ...further];
  const { items, certain } = pieces(value, separator);
  const fields = settledItems({ items, certain });
  return fields === undefined || fields.length > names.length
    ? names.map((name) => [name, loopHole(name)])
    : names.map((name, index) => [name, fields[index] ?? known('')]);
}

/** What is known of the items of a list. */
interface Items {
  /** Undefined stands for one or more that are not known. */
  readonly items: readonly (Value | undefined)[];
  /** False where only some of them come. */
  readonly certain: boolean;
}

const NOTHING_KNOWN: Items = { items: [undefined], certain: false };

function wordsOf(word: Word, reader: LoopReader): Items {
  const expanded = reader.expand(word);
  if (isPattern(word) || expanded.some(({ value }) => value.kind === 'unknown')) return NOTHING_KNOWN;
  if (!expanded.some(({ value, splits }) => splits || holdsSeparator(value, reader.separator)))
    return { items: expanded.map(({ value }) => value), certain: true };
  return pieces(reader.resolve(word), reader.separator);
}

function linesOf(input: Word | number, reader: LoopReader): Items {
  const text = typeof input === 'number' ? reader.piped(input) : reader.resolve(input);
  if (text === undefined) return NOTHING_KNOWN;
  // A here-string ends in a line break, so an empty one is one empty line (Bash manual, Here Strings).
  return typeof input !== 'number' && knownText(text) === '' && !input.parts.some(isFile)
    ? { items: [known('')], certain: true }
    : pieces(text, /\n+/);
}

function isFile(part: WordPart): boolean {
  return part.kind === 'substitution' && part.file === true;
}

/** The items of a list that a text is split into; undefined where they are not all known. */
export function listItems(text: Value, separator: Separator): readonly Value[] | undefined {
  return settledItems(pieces(text, separator));
}

function settledItems({ items, certain }: Items): readonly Value[] | undefined {
  const sure = items.filter((item) => item !== undefined);
  return certain && sure.length === items.length ? sure : undefined;
}

/** The pieces of a text; where it is one of several, those of all of them. */
function pieces(value: Value, separator: Separator): Items {
  const options = alternatives(value);
  if (options === undefined) return NOTHING_KNOWN;
  return {
    items: options.flatMap((option) => splitWords(option, separator).map((piece) => onePiece(piece, separator))),
    certain: options.length === 1,
  };
}

/** A piece, unless it may be several: nothing but a text that is not known, or one that is a list in some legs of a matrix. */
function onePiece(piece: Known | Template, separator: Separator): Known | Template | undefined {
  return parts(piece).some((part) => typeof part === 'string') && !holdsSeparator(piece, separator) ? piece : undefined;
}

/** Whether one of the listed values of what is not known holds a separator. */
function holdsSeparator(value: Value, separator: Separator): boolean {
  if (separator === undefined) return false;
  return holes(value).some(({ domain }) => domain?.some((one) => separator.test(datumText(one))) === true);
}

/** Whether the shell makes file names or several words of what is written (`*.yml`, `{a,b}`). */
function isPattern({ parts: list }: Word): boolean {
  return list.some((part) => part.kind === 'literal' && !part.quoted && /[*?[{]/.test(part.text));
}

function loopHole(name: string): Value {
  return hole({ key: `$${name}`, shown: `$${name}`, reason: 'differs in each turn of a loop' });
}
