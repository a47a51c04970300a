import { alternatives, cutParts, fromParts, oneOf, parts } from '../value/text';
import { type Known, knownText, type Template, unknown, type Value } from '../value/value';
import { branchValues, type UntakenBranches } from './branch-values';
import { PRINTS_NOTHING } from './prints-nothing';
import type { Guard, Word } from './script';
import { printed } from './standard-output';
import type { ResolvedCommand } from './walk';
import { wordText } from './word-text';

/** What a script writes to one of GitHub's environment files (docs: workflow commands, "Setting an output parameter"). */
export interface OutputFile {
  readonly values: ReadonlyMap<string, Value>;
  opaque(): boolean;
  /** `place`: the guards of the command that nobody can decide; `unread`: it runs code that nobody reads here. */
  take(
    command: ResolvedCommand,
    place: readonly Guard[],
    earlier: readonly ResolvedCommand[],
    resolve: (word: Word) => Value,
    unread: boolean,
  ): void;
}

/** `variable` names the file, `legacy` the old `::name::` command that did the same; `script` is the text of the whole script. */
export function outputFile(
  variable: 'GITHUB_OUTPUT' | 'GITHUB_ENV',
  legacy: string,
  script: string,
  untaken: UntakenBranches,
): OutputFile {
  const usesLegacy = script.includes(legacy);
  const values = branchValues(untaken);
  let opaque = false;
  let open: { readonly name: string; readonly end: string; lines: (Known | Template)[]; unread?: string } | undefined;

  function line(text: Known | Template, place: readonly Guard[]): void {
    if (open !== undefined) {
      if (plain(text) === open.end) {
        values.set(open.name, open.unread === undefined ? joinLines(open.lines) : unknown(open.unread), place);
        open = undefined;
      } else open.lines.push(text);
      return;
    }
    const list = parts(text);
    const [first] = list;
    if (list.length === 0) return;
    const match = typeof first === 'string' ? /^\s*([A-Za-z_][\w.-]*)(=|<<)/.exec(first) : null;
    if (match === null || typeof first !== 'string') {
      opaque = true;
      return;
    }
    const rest = [first.slice(match[0].length), ...list.slice(1)];
    if (match[2] === '=') values.set(match[1] ?? '', fromParts(rest), place);
    else
      open = {
        name: match[1] ?? '',
        end: plain(fromParts(rest)) ?? `${list.map((part) => (typeof part === 'string' ? part : part.key)).join('')}`,
        lines: [],
      };
  }

  function write(value: Value | undefined, place: readonly Guard[]): void {
    if (value === undefined || value.kind === 'unknown') {
      // Between `name<<EOF` and `EOF` it is the value of that name and of no other.
      if (open === undefined) opaque = true;
      else open.unread = value?.reason ?? 'is written by a program';
      return;
    }
    if (value.kind === 'oneOf') {
      const common = open === undefined ? sameOutputs(value.options) : undefined;
      if (common !== undefined) for (const one of common) values.set(one.name, one.value, place);
      else for (const option of value.options) for (const one of lines(option)) line(one, [...place, SOME_VALUES]);
      return;
    }
    for (const one of lines(value)) line(one, place);
  }

  return {
    values: values.outermost,
    opaque: () => opaque,
    take(command, place, earlier, resolve, unread) {
      // What is written under the other name is not followed.
      if (command.command.assignments.some(({ value }) => names(value, variable))) opaque = true;
      const output = command.command.redirects.find(
        ({ operator, target }) => (operator === '>>' || operator === '>') && names(target, variable),
      );
      if (output !== undefined) {
        const here = command.command.redirects.find(({ operator }) => operator === '<<');
        if (here?.body !== undefined && nameOf(command) === 'cat') write(resolve(here.body), place);
        else if (command.command.words.length > 0 && !PRINTS_NOTHING.has(nameOf(command) ?? ''))
          write(printed(command), place);
        return;
      }
      if (nameOf(command) === 'tee' && command.command.words.some((word) => names(word, variable))) {
        const before = [...earlier]
          .reverse()
          .find((other) => other !== command && other.command.pipe.id === command.command.pipe.id);
        write(before === undefined ? undefined : printed(before), place);
        return;
      }
      const old = usesLegacy ? legacyLine(command, legacy) : undefined;
      if (old !== undefined) values.set(old.name, old.value, place);
      // Another program that is handed the file, or that finds it in its environment, writes what nobody can read here.
      else if (
        unread ||
        (usesLegacy && old === undefined && command.command.words.some((word) => beginsWith(word, `::${legacy}`))) ||
        (command.command.words.slice(1).some((word) => names(word, variable)) && !ASKS.has(nameOf(command) ?? ''))
      )
        opaque = true;
    },
  };
}

/** Programs that look at the file and do not write it. */
const ASKS: ReadonlySet<string> = new Set(['cat', 'echo', 'ls', 'test', '[']);

const LINE = /^\s*([A-Za-z_][\w.-]*)=/;

/** Where one of several values is written, each may be it. */
const SOME_VALUES: Guard = { kind: 'if', span: { start: 0, end: 0 } };

/** The outputs that each of several texts sets, line by line; undefined where they do not all set the same in the same order. */
function sameOutputs(
  options: readonly (Known | Template)[],
): readonly { readonly name: string; readonly value: Value }[] | undefined {
  const texts = options.map((option) => lines(option).filter((line) => parts(line).length > 0));
  const [first = []] = texts;
  if (texts.some((list) => list.length !== first.length)) return undefined;
  const outputs = first.map((_, index) =>
    oneOutput(
      texts.flatMap((list) => list[index] ?? []),
      LINE,
    ),
  );
  return outputs.every((one) => one !== undefined) ? outputs : undefined;
}

/** The output that each of several lines sets, `pattern` telling its name; undefined where they do not all set the same. */
function oneOutput(
  options: readonly (Known | Template)[],
  pattern: RegExp,
): { readonly name: string; readonly value: Value } | undefined {
  const values: (Known | Template)[] = [];
  let name: string | undefined;
  for (const option of options) {
    const [head, ...rest] = parts(option);
    const match = typeof head === 'string' ? pattern.exec(head) : null;
    if (match === null || typeof head !== 'string' || (name !== undefined && name !== match[1])) return undefined;
    name = match[1];
    values.push(fromParts([head.slice(match[0].length), ...rest]));
  }
  return name === undefined ? undefined : { name, value: oneOf(values) };
}

/** Whether a word holds the file's variable or the expression that is the same path (docs: contexts, `github.env`, `github.output`). */
function names(word: Word | undefined, variable: 'GITHUB_OUTPUT' | 'GITHUB_ENV'): boolean {
  const expression = variable === 'GITHUB_ENV' ? 'github.env' : 'github.output';
  return (
    word?.parts.some(
      (part) =>
        (part.kind === 'variable' && part.name === variable) ||
        (part.kind === 'expression' && part.body.trim().toLowerCase() === expression),
    ) ?? false
  );
}

function beginsWith(word: Word, text: string): boolean {
  const [first] = word.parts;
  return first?.kind === 'literal' && first.text.startsWith(text);
}

function nameOf(command: ResolvedCommand): string | undefined {
  return wordText(command.words[0]);
}

/** `::set-output name=x::value`, whatever the value may be; undefined where the command prints something else. */
function legacyLine(
  command: ResolvedCommand,
  legacy: string,
): { readonly name: string; readonly value: Value } | undefined {
  const value = nameOf(command) === 'echo' ? printed(command) : undefined;
  const options = (value === undefined ? undefined : alternatives(value)) ?? [];
  return oneOutput(options, new RegExp(`^::${legacy} name=([\\w.-]+)::`));
}

function plain(value: Known | Template): string | undefined {
  return knownText(value)?.trim();
}

function lines(value: Known | Template): readonly (Known | Template)[] {
  return cutParts(parts(value), '\n').map(fromParts);
}

function joinLines(list: readonly (Known | Template)[]): Known | Template {
  return fromParts(list.flatMap((line, index) => [...(index === 0 ? [] : ['\n']), ...parts(line)]));
}
