import { isCatalogued } from '../catalogue/commands';
import type { ResolvedWord } from '../shell/walk';
import { wordText } from '../shell/word-text';
import { own } from '../text/own';
import { alternatives, fromParts, oneOf, parts } from '../value/text';
import { type Hole, type Known, known, type Template } from '../value/value';
import { behindNix } from './behind-nix';

/**
 * The words of the command behind `sudo`, `env X=y`, `time`, `timeout 10m`, `retry 3` and the like. A program of the catalogue in a folder
 * that is not known (`$HOME/bin/trivy`) stands there by its name.
 */
export function unwrapped(words: readonly ResolvedWord[]): readonly ResolvedWord[] {
  const rest = behindWrappers(words);
  const [program] = rest;
  const name = program === undefined ? undefined : nameInFolder(program);
  return program === undefined || name === undefined ? rest : [{ ...program, value: known(name) }, ...rest.slice(1)];
}

/** The name at the end of a path of which only the folder is not known, where the catalogue has it. */
function nameInFolder({ value }: ResolvedWord): string | undefined {
  if (value.kind === 'known') return undefined;
  const names = new Set(
    (alternatives(value) ?? [value]).map((option) => {
      const last = option.kind === 'known' || option.kind === 'template' ? parts(option).at(-1) : undefined;
      return typeof last === 'string' ? /\/([^/]+)$/.exec(last)?.[1] : undefined;
    }),
  );
  const [name] = names;
  return names.size === 1 && name !== undefined && isCatalogued(name) ? name : undefined;
}

function behindWrappers(words: readonly ResolvedWord[]): readonly ResolvedWord[] {
  let rest = words;
  for (let turn = 0; turn < 6; turn++) {
    const nix = behindNix(rest);
    if (nix !== undefined) {
      rest = nix;
      continue;
    }
    const name = wordText(rest[0]);
    const wrapper = name === undefined ? undefined : own(WRAPPERS, name.replace(/^.*\//, ''));
    if (wrapper === undefined) return rest;
    let at = 1;
    for (;;) {
      const word = wordText(rest[at]);
      if (word === undefined) break;
      if (wrapper.assignments && /^[A-Za-z_]\w*=/.test(word)) at++;
      else if (word.startsWith('-')) at += wrapper.valueFlags.includes(word) ? 2 : 1;
      else if (wrapper.arguments !== undefined && at - 1 < 8 && wrapper.arguments.test(word)) at++;
      else break;
    }
    if (rest[at] === undefined) return rest;
    const replaced = name === 'xargs' ? placeholder(rest.slice(0, at)) : undefined;
    rest = rest.slice(at);
    if (replaced !== undefined) rest = rest.map((word) => filled(word, replaced));
  }
  return rest;
}

/**
 * The words of the program that `go run MODULE@VERSION` fetches and runs, which need not be installed (go.dev `go help run`); the last
 * part of its path names it, without the major version of the module.
 */
export function goTool(words: readonly ResolvedWord[]): readonly ResolvedWord[] | undefined {
  return goProgram(words, moduleName);
}

/** The words of the program that `go run PACKAGE` runs, `name` telling it by the package as written; undefined where it does not. */
export function goProgram(
  words: readonly ResolvedWord[],
  name: (written: string) => string | undefined,
): readonly ResolvedWord[] | undefined {
  if (wordText(words[0]) !== 'go' || wordText(words[1]) !== 'run') return undefined;
  const at = words.findIndex((word, index) => index > 1 && wordText(word)?.startsWith('-') !== true);
  const word = words[at];
  const program = name(wordText(word) ?? '');
  return word === undefined || program === undefined
    ? undefined
    : [{ ...word, value: { kind: 'known', value: program } }, ...words.slice(at + 1)];
}

function moduleName(written: string): string | undefined {
  return /^[\w-]+\.[\w.-]+\/(?:[^@\s]*\/)?((?!v\d+(?:@|$))[\w.-]+?)(?:\/v\d+)?(?:@\S*)?$/.exec(written)?.[1];
}

/** Whether a program, by its plain name, runs the one that stands behind it. */
export function isWrapper(program: string): boolean {
  return Object.hasOwn(WRAPPERS, program) || program === 'nix';
}

/** What `xargs -I {}` replaces by each line of its input. */
function placeholder(words: readonly ResolvedWord[]): string | undefined {
  const at = words.findIndex((word) => wordText(word)?.startsWith('-I') === true);
  const own = wordText(words[at]);
  return at < 0 || own === undefined ? undefined : own === '-I' ? wordText(words[at + 1]) : own.slice('-I'.length);
}

/** The word with a hole in the place of each placeholder, since nobody knows here what the lines of the input are. */
function filled(word: ResolvedWord, replaced: string): ResolvedWord {
  const options = alternatives(word.value);
  if (options === undefined || replaced === '') return word;
  const line: Hole = { key: `xargs@${replaced}`, shown: 'each line', reason: 'is a line that xargs reads' };
  const fill = (option: Known | Template): Known | Template =>
    fromParts(
      parts(option).flatMap((part) =>
        typeof part === 'string'
          ? part.split(replaced).flatMap((piece, index) => (index === 0 ? [piece] : [line, piece]))
          : [part],
      ),
    );
  return { ...word, value: oneOf(options.map(fill)) };
}

interface Wrapper {
  readonly assignments: boolean;
  readonly valueFlags: readonly string[];
  /** Plain arguments of the wrapper itself, e.g. the duration of `timeout`. */
  readonly arguments?: RegExp;
}

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: { assignments: true, valueFlags: ['-u', '-g', '--user', '--group'] },
  env: { assignments: true, valueFlags: ['-u', '--unset', '-C'] },
  time: { assignments: false, valueFlags: [] },
  nice: { assignments: false, valueFlags: ['-n'] },
  nohup: { assignments: false, valueFlags: [] },
  command: { assignments: false, valueFlags: [] },
  exec: { assignments: false, valueFlags: [] },
  timeout: {
    assignments: false,
    valueFlags: ['-k', '-s', '--signal', '--kill-after'],
    arguments: /^\d+(\.\d+)?[smhd]?$/,
  },
  retry: { assignments: false, valueFlags: ['-t', '-d', '--times', '--delay'], arguments: /^\d+$/ },
  xargs: { assignments: false, valueFlags: ['-n', '-I', '-P', '-L', '-d'] },
};
