import { alternatives, cutParts, fromParts, oneOf, parts } from '../value/text';
import type { Value } from '../value/value';
import { listItems } from './loop-turns';
import type { Assignment, Word } from './script';
import { type Separator, separatorOf } from './split-words';
import type { ResolvedCommand } from './walk';
import { wordText } from './word-text';

/** A list that a command fills from a text. */
export interface ListRead {
  readonly name: string;
  /** The text as written; undefined where it comes from elsewhere (a file, a pipeline, another process). */
  readonly text: Word | undefined;
  /** The items it takes from the text; undefined where they are not all known. */
  items(text: Value): readonly Value[] | undefined;
}

/**
 * The list that `read -a NAME`, `mapfile NAME` or `readarray NAME` fills (Bash manual, Bash Builtins); undefined for any other command.
 * `separator` is the one in force, `resolve` gives the value of an `IFS` in front of the command.
 */
export function listRead(
  { command, words }: ResolvedCommand,
  separator: Separator,
  resolve: (assignment: Assignment) => Value,
): ListRead | undefined {
  const program = wordText(words[0]);
  if (program !== 'read' && program !== 'mapfile' && program !== 'readarray') return undefined;
  const rest = words.slice(1).map(wordText);
  const name = rest[rest.length - 1];
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const flags = rest.slice(0, -1);
  const here = command.redirects.find(({ operator }) => operator === '<<<' || operator === '<<');
  const text = here?.target ?? here?.body;
  if (program === 'read') {
    if (!flags.every((flag) => flag !== undefined && /^-[ra]+$/.test(flag)) || !flags[flags.length - 1]?.endsWith('a'))
      return undefined;
    const own = command.assignments.find((assignment) => assignment.name === 'IFS');
    const by = own === undefined ? separator : separatorOf(resolve(own));
    // It reads one line.
    return { name, text, items: (value) => listItems(firstLine(value), by) };
  }
  const lines = flags.length === 0 || (flags.length === 1 && flags[0] === '-t');
  return { name, text: lines ? text : undefined, items: (value) => listItems(value, /\n+/) };
}

function firstLine(text: Value): Value {
  const options = alternatives(text);
  return options === undefined
    ? text
    : oneOf(options.map((option) => fromParts(cutParts(parts(option), '\n')[0] ?? [])));
}
