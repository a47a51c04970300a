import { concat } from '../value/text';
import { datumText, hole, known, type Value } from '../value/value';
import { briefCommand } from './brief-command';
import type { Word } from './script';
import { mapText } from './variable-operation';
import type { ResolvedCommand, ResolvedWord, ShellEnvironment } from './walk';
import { wordText, wordTexts } from './word-text';

type Resolve = (word: Word) => Value;

/** What a command substitution gives where that is plain: `echo`, `printf`, and simple filters behind them. Undefined: not known. */
export function standardOutput(
  commands: readonly ResolvedCommand[],
  text: string,
  resolve: Resolve,
  environment: ShellEnvironment,
): Value | undefined {
  const [first, ...filters] = commands;
  if (first === undefined) return known('');
  const provided = commands.length === 1 ? environment.output?.(first) : undefined;
  if (provided !== undefined) return provided;
  let value = produced(first, resolve);
  for (const filter of filters) {
    if (value === undefined || filter.command.pipe.id !== first.command.pipe.id) return undefined;
    value = filtered(filter, value);
  }
  if (value === undefined && PURE.test(text))
    return hole({ key: text, shown: briefCommand(text), reason: 'is computed in the script' });
  return value === undefined ? undefined : trimEnd(value);
}

/** Commands whose answer is one word and the same all through a run. */
const PURE = /^(\$\(|`)\s*(date|git (rev-parse|describe|log|show|rev-list|branch)|uname|nproc|whoami|id|hostname)\b/;

/** The text `echo` or `printf` writes; undefined for anything else. */
export function printed(command: ResolvedCommand): Value | undefined {
  const [name, ...words] = command.words;
  if (name?.value.kind !== 'known' || words.some(({ splits }) => splits)) return undefined;
  if (name.value.value === 'echo') {
    const plain = words.filter((word, index) => !(index === 0 && /^-[neE]+$/.test(wordText(word) ?? '')));
    const escapes = /e/.test(wordText(words[0]) ?? '') && plain.length < words.length;
    const joined = concat(plain.flatMap((word, index) => (index === 0 ? [word.value] : [known(' '), word.value])));
    return escapes ? unescape(joined) : joined;
  }
  if (name.value.value !== 'printf') return undefined;
  const [format, ...values] = wordText(words[0]) === '--' ? words.slice(1) : words;
  return format?.value.kind === 'known' ? formatted(datumText(format.value.value), values) : undefined;
}

function produced(command: ResolvedCommand, resolve: Resolve): Value | undefined {
  const direct = printed(command);
  if (direct !== undefined) return direct;
  // `tr … <<< "$x"`: a filter that reads its text from a here-string.
  const here = command.command.redirects.find(({ operator }) => operator === '<<<');
  if (here?.target !== undefined) return filtered(command, resolve(here.target));
  return undefined;
}

function filtered(command: ResolvedCommand, input: Value): Value | undefined {
  const [name, ...rest] = wordTexts(command.words);
  const args = rest.map((arg) => arg ?? '').join(' ');
  if (name === 'tr') {
    if (/^(\[?A-Z\]?|\[:upper:\]) (\[?a-z\]?|\[:lower:\])$/.test(args))
      return mapText(input, (value) => value.toLowerCase(), 'lower');
    if (/^(\[?a-z\]?|\[:lower:\]) (\[?A-Z\]?|\[:upper:\])$/.test(args))
      return mapText(input, (value) => value.toUpperCase(), 'upper');
    const [from, to] = rest;
    if (rest.length === 2 && from?.length === 1 && to?.length === 1)
      return mapText(input, (value) => value.replaceAll(from, to), `tr ${from} ${to}`);
    if (args === '-d \\n' || args === "-d '\\n'") return mapText(input, (value) => value.replaceAll('\n', ''), 'tr -d');
  }
  if (name === 'awk' && /tolower\(\$0\)/.test(args)) return mapText(input, (value) => value.toLowerCase(), 'lower');
  if (name === 'sed' && /\\L|y\/[A-Z]+\/[a-z]+\//.test(args))
    return mapText(input, (value) => value.toLowerCase(), 'lower');
  if (name === 'xargs' && rest.length === 0) return input;
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

function unescape(value: Value): Value {
  return mapText(value, (text) => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t'), 'echo -e');
}

function trimEnd(value: Value): Value {
  if (value.kind === 'known') return known(datumText(value.value).replace(/\n+$/, ''));
  return value;
}
