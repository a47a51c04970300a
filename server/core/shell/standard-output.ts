import { alternatives, concat, fromParts, oneOf, parts } from '../value/text';
import { datumText, hole, known, unknown, type Value } from '../value/value';
import { briefCommand } from './brief-command';
import { filterText } from './filter-text';
import { PRINTS_NOTHING } from './prints-nothing';
import type { Word } from './script';
import { mapText } from './variable-operation';
import type { ResolvedCommand, ResolvedWord, ShellEnvironment } from './walk';
import { wordText } from './word-text';

type Resolve = (word: Word) => Value;

/**
 * What a command substitution gives where that is plain: `echo`, `printf`, and simple filters behind them. `commands` are those that run in
 * it, in order, those of a loop once for each turn; `sure`: they all do. Undefined: not known.
 */
export function standardOutput(
  commands: readonly ResolvedCommand[],
  text: string,
  resolve: Resolve,
  environment: ShellEnvironment,
  sure: boolean,
): Value | undefined {
  const [first] = commands;
  if (first === undefined) return known('');
  const provided = isPipeline(commands) ? environment.output?.(commands) : undefined;
  if (provided !== undefined) return provided;
  const value = sure ? printedBy(commands, resolve, environment) : undefined;
  if (value === undefined && PURE.test(text))
    return hole({ key: text, shown: briefCommand(text), reason: 'is computed in the script' });
  return value === undefined ? undefined : trimEnd(value);
}

function isPipeline([first, ...others]: readonly ResolvedCommand[]): boolean {
  return first !== undefined && others.every(({ command }) => command.pipe.id === first.command.pipe.id);
}

/** What commands print one after the other, line ends included. */
function printedBy(
  commands: readonly ResolvedCommand[],
  resolve: Resolve,
  environment: ShellEnvironment,
): Value | undefined {
  let before: Value[] = [];
  let text: Value | undefined;
  for (const [index, one] of commands.entries()) {
    const { pipe } = one.command;
    // An assignment prints nothing.
    if (one.command.words.length === 0 && commands.length > 1 && one.command.pipe.length > 1) return undefined;
    if (pipe.index === 0) {
      if (text !== undefined) before.push(text);
      const silent =
        commands.length > 1 && (one.words.length === 0 || PRINTS_NOTHING.has(wordText(one.words[0]) ?? ''));
      text = silent ? known('') : (produced(one, resolve) ?? provided(one, commands, environment));
    } else {
      // The first command behind a loop reads all that the loop has printed.
      const previous = commands[index - 1]?.command;
      if (previous !== undefined && previous.pipe.id !== pipe.id) {
        if (previous.feeds !== pipe.id || text === undefined) return undefined;
        text = concat([...before, text]);
        before = [];
      }
      text = text === undefined ? undefined : filterText(one, text);
    }
    if (text === undefined) return undefined;
  }
  return text === undefined ? undefined : concat([...before, text]);
}

/** What a command at the head of a pipeline prints, where the catalogue knows it. */
function provided(
  command: ResolvedCommand,
  { length }: readonly ResolvedCommand[],
  environment: ShellEnvironment,
): Value | undefined {
  const value = length > 1 && command.command.pipe.length > 1 ? environment.output?.([command]) : undefined;
  return value === undefined ? undefined : concat([value, LINE_END]);
}

/** Commands whose answer is one word and the same all through a run. */
const PURE = /^(\$\(|`)\s*(date|git (rev-parse|describe|log|show|rev-list|branch)|uname|nproc|whoami|id|hostname)\b/;

/** The text `echo` or `printf` writes; undefined for anything else. */
export function printed(command: ResolvedCommand): Value | undefined {
  const [name, ...words] = command.words;
  if (name?.value.kind !== 'known') return undefined;
  if (name.value.value === 'echo') {
    // It puts one space where a word was split, so the output of a command without quotes about it stays one text on one line.
    if (words.some(({ splits, value }) => splits && value.kind !== 'template' && value.kind !== 'known'))
      return undefined;
    const plain = words.filter((word, index) => !(index === 0 && /^-[neE]+$/.test(wordText(word) ?? '')));
    const escapes = /e/.test(wordText(words[0]) ?? '') && plain.length < words.length;
    const joined = concat(plain.flatMap((word, index) => (index === 0 ? [word.value] : [known(' '), word.value])));
    return escapes ? unescape(joined) : joined;
  }
  if (name.value.value !== 'printf' || words.some(({ splits }) => splits)) return undefined;
  const [format, ...values] = wordText(words[0]) === '--' ? words.slice(1) : words;
  return format?.value.kind === 'known' ? formatted(datumText(format.value.value), values) : undefined;
}

/** The variable that `printf -v NAME` sets, and what to (Bash manual, Bash Builtins); undefined for any other command. */
export function printedInto({
  words,
  ...rest
}: ResolvedCommand): { readonly name: string; readonly value: Value } | undefined {
  const [program, flag, into, ...more] = words;
  const name = wordText(into);
  if (program === undefined || wordText(program) !== 'printf' || wordText(flag) !== '-v' || name === undefined)
    return undefined;
  return { name, value: printed({ ...rest, words: [program, ...more] }) ?? unknown('is computed in the script') };
}

/** What a command prints, with the line end behind it. */
function produced(command: ResolvedCommand, resolve: Resolve): Value | undefined {
  const direct = printed(command);
  if (direct !== undefined) return endsLine(command) ? concat([direct, LINE_END]) : direct;
  // `tr … <<< "$x"`: a filter that reads its text from a here-string.
  const here = command.command.redirects.find(({ operator }) => operator === '<<<');
  if (here?.target !== undefined) return filterText(command, concat([resolve(here.target), LINE_END]));
  return undefined;
}

/** `printf` with `%s` only; a glob as argument is one hole. */
function formatted(format: string, values: readonly ResolvedWord[]): Value | undefined {
  const text = format.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  const pieces = text.split('%s');
  if (text.replaceAll('%s', '').replaceAll('%%', '').includes('%')) return undefined;
  const slots = pieces.length - 1;
  if (slots === 0) return known(text.replaceAll('%%', '%'));
  const out: Value[] = [];
  for (let at = 0; at < Math.max(values.length, 1); at += slots) {
    pieces.forEach((piece, index) => {
      out.push(known(piece.replaceAll('%%', '%')));
      if (index === slots) return;
      const word = values[at + index];
      if (word === undefined) return;
      const glob = word.value.kind === 'known' && !word.word.quoted && /[*?]/.test(datumText(word.value.value));
      out.push(
        glob
          ? hole({
              key: `glob ${datumText(word.value.kind === 'known' ? word.value.value : null)}`,
              shown: '*',
              reason: 'is one file name each',
            })
          : word.value,
      );
    });
  }
  return concat(out);
}

/** `printf` ends no line by itself, and `echo -n` asks for none. */
function endsLine({ words }: ResolvedCommand): boolean {
  return wordText(words[0]) === 'echo' && !/^-[eE]*n[neE]*$/.test(wordText(words[1]) ?? '');
}

const LINE_END = known('\n');

function unescape(value: Value): Value {
  return mapText(value, (text) => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t'), 'echo -e');
}

/** A substitution drops the line ends behind its text. */
function trimEnd(value: Value): Value {
  const options = alternatives(value);
  if (options === undefined) return value;
  return oneOf(
    options.map((option) => {
      const list = parts(option);
      const last = list[list.length - 1];
      return typeof last === 'string' ? fromParts([...list.slice(0, -1), last.replace(/\n+$/, '')]) : option;
    }),
  );
}
