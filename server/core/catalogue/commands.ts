import { own } from '../text/own';
import { HARMLESS, PACKAGE_PUBLISHERS, PROGRAMS } from './data';
import type { CommandEntry, ProgramEntry } from './program';

export type CommandAbility = 'build' | 'push' | 'login' | 'scan' | 'sbom' | 'sign' | 'attest';

/** A command the catalogue knows, with its flags and arguments as indices of its words. */
export interface MatchedCommand {
  readonly program: string;
  readonly entry: CommandEntry;
  /** Flag → where its value stands: the word, and the offset in the word's text where the value begins (0 for a word of its own or no value). */
  readonly flags: ReadonlyMap<string, readonly FlagUse[]>;
  readonly arguments: readonly number[];
  /** True where a word that is not known may be any flags, so that absence of a flag is not certain. */
  readonly uncertain: boolean;
  /** Flags it has on some runs only; those of `flags` are there on all. */
  readonly maybe: readonly MaybeFlag[];
}

/** A flag that one of the words which are not the same on all runs may give. */
export interface MaybeFlag {
  readonly flag: string;
  /** Undefined for a flag without a value. */
  readonly value: string | undefined;
  /** Which of those words it is. */
  readonly doubtful: number;
}

export interface FlagUse {
  readonly word: number;
  readonly from: number;
}

/**
 * What a command is: matched in the catalogue, known to do nothing with images (`harmless`), opaque with the things it may do,
 * or nothing that is known (undefined, for a computed program name that no word explains). Words that are not known are undefined; where
 * such a word certainly begins with a flag (`--tag=` of `--tag=$IMAGE`), `heads` says with which. `said` gives what the words say as far as
 * they are written (`image-` of `make image-$NAME`), which hints at what an opaque command may do; it is asked for no other.
 */
export function lookupCommand(
  words: readonly (string | undefined)[],
  heads: readonly (string | undefined)[] = [],
  said: () => readonly (string | undefined)[] = () => words,
): MatchedCommand | { readonly opaque: readonly CommandAbility[] } | 'harmless' | undefined {
  const [first] = words;
  if (first === undefined) return computed(said());
  const file = first.replace(/^.*\//, '').replace(/\.exe$/, '');
  const name = file.replace(PLATFORM, '');
  const program = PROGRAMS.get(name);
  if (program !== undefined) return matchProgram(program, words, heads);
  // A script of the repository may be called like a program, but not like a released file of it.
  if (HARMLESS.has(name) && (!first.startsWith('./') || name !== file)) return 'harmless';
  if (publishesPackage(words)) return { opaque: [] };
  // The folders of a script that tests or lints say nothing of what it does.
  const named = TESTS.test(name) ? name : first;
  return { opaque: hinted([named, ...said().slice(1)].filter((word) => word !== undefined).join(' ')) };
}

/**
 * A program whose name is computed (`"$TRIVY" image …`) may be one that does what a subcommand in front of everything else says; where none
 * does, nothing is known of it.
 */
function computed(said: readonly (string | undefined)[]): { readonly opaque: readonly CommandAbility[] } | undefined {
  const plain = said.slice(1).filter((word) => word !== undefined && word !== '' && !word.startsWith('-'));
  const opaque = plain.slice(0, 2).flatMap((word) => own(SUBCOMMANDS, word ?? '') ?? []);
  return opaque.length === 0 ? undefined : { opaque };
}

/** What programs of the catalogue call what they do to images. */
const SUBCOMMANDS: Readonly<Record<string, readonly CommandAbility[]>> = {
  build: ['build', 'push'],
  buildx: ['build', 'push'],
  push: ['push'],
  copy: ['push'],
  login: ['login'],
  image: ['scan'],
  'container-image': ['scan'],
  scan: ['scan', 'sbom'],
  sbom: ['sbom'],
  sign: ['sign'],
  attest: ['attest', 'sign'],
};

/** Whether a command publishes a package of another kind than an image, and runs at most what builds it. */
function publishesPackage(words: readonly (string | undefined)[]): boolean {
  const plain = words.filter((word) => word?.startsWith('-') !== true);
  const own = plain[0] === 'npx' ? plain.slice(1) : plain;
  return PACKAGE_PUBLISHERS.some((line) => line.split(' ').every((word, at) => word === own[at]));
}

/** What a released file is named after besides its program (`./cosign-linux-amd64`). */
const PLATFORM = /[-_](linux|darwin)[-_](amd64|x86_64|arm64)$/i;

/** Whether the catalogue has a program of this name, by which released files of it may be called as well. */
export function isCatalogued(file: string): boolean {
  return PROGRAMS.has(file.replace(PLATFORM, ''));
}

/** The program that is made of a folder of a repository on GitHub, by `owner/repository/folder`. */
export function programAtHome(folder: string): string | undefined {
  return HOMES.get(folder.toLowerCase());
}

const HOMES: ReadonlyMap<string, string> = new Map(
  [...PROGRAMS.values()].flatMap(({ home, program }) => (home === undefined ? [] : [[home, program]])),
);

const TESTS = /^(unit|integration|e2e)?[-_]?(tests?|lint)(\.\w+)?$/i;

/** What a script or make target may do, told by the words of its name and arguments. */
function hinted(text: string): readonly CommandAbility[] {
  const abilities = new Set<CommandAbility>();
  if (/docker|image|container|publish|release|push|deploy|oci|ship|multi-?arch|\bjib\b/i.test(text))
    for (const one of ['build', 'push', 'login', 'scan', 'sbom', 'sign', 'attest'] as const) abilities.add(one);
  if (/scan|trivy|grype|snyk|vuln|security|audit/i.test(text)) abilities.add('scan');
  if (/sbom|syft|bom\b/i.test(text)) abilities.add('sbom');
  if (/sign|cosign|attest|provenance/i.test(text)) for (const one of ['sign', 'attest'] as const) abilities.add(one);
  if (/login|auth/i.test(text)) abilities.add('login');
  return [...abilities];
}

function matchProgram(
  program: ProgramEntry,
  words: readonly (string | undefined)[],
  heads: readonly (string | undefined)[],
): MatchedCommand | undefined {
  for (const { entry, path, valueFlags } of waysOf(program)) {
    const rest = restBehind(path, valueFlags, words, heads);
    if (rest !== undefined)
      return { program: program.program, entry, ...readFlags(entry, program, words, heads, rest), maybe: [] };
  }
  return undefined;
}

/** The flags and arguments in words that stand behind a command, counted from the first of them. */
export function flagsOfWords({ program: name, entry }: MatchedCommand, words: readonly string[]): FlagsOfWords {
  const program = PROGRAMS.get(name);
  return program === undefined
    ? { flags: new Map(), arguments: [], uncertain: true }
    : readFlags(entry, program, words, [], [...words.keys()]);
}

/** Whether a flag of a command takes a value, from its own word or the next. */
export function takesValue({ program, entry }: MatchedCommand, flag: string): boolean {
  return entry.valueFlags.includes(flag) || PROGRAMS.get(program)?.globalValueFlags?.includes(flag) === true;
}

type FlagsOfWords = Pick<MatchedCommand, 'flags' | 'arguments' | 'uncertain'>;

/** A subcommand under one of its names, with the flags that take a value there. */
interface Way {
  readonly entry: CommandEntry;
  readonly path: readonly string[];
  readonly valueFlags: readonly string[];
}

/** All subcommands of a program under all names, the longest first; worked out once, since every command of every run asks. */
function waysOf(program: ProgramEntry): readonly Way[] {
  const memo = WAYS.get(program);
  if (memo !== undefined) return memo;
  const ways = program.commands
    .flatMap((entry) => {
      const valueFlags = [...entry.valueFlags, ...(program.globalValueFlags ?? [])];
      return [entry.path, ...(entry.or ?? [])].map((path) => ({ entry, path, valueFlags }));
    })
    .sort((a, b) => b.path.length - a.path.length);
  WAYS.set(program, ways);
  return ways;
}

const WAYS = new WeakMap<ProgramEntry, readonly Way[]>();

/** The words of a command without its subcommand, around which flags may stand (`docker compose -f FILE build`). */
function restBehind(
  path: readonly string[],
  valueFlags: readonly string[],
  words: readonly (string | undefined)[],
  heads: readonly (string | undefined)[],
): readonly number[] | undefined {
  const rest: number[] = [];
  const start = (index: number): string | undefined => words[index] ?? heads[index];
  let at = 1;
  for (const wanted of path) {
    for (let word = start(at); word?.startsWith('-') === true; word = start(at)) {
      rest.push(at++);
      if (valueFlags.includes(word)) rest.push(at++);
    }
    if (words[at] !== wanted) return undefined;
    at++;
  }
  for (; at < words.length; at++) rest.push(at);
  return rest;
}

function readFlags(
  entry: CommandEntry,
  program: ProgramEntry,
  words: readonly (string | undefined)[],
  heads: readonly (string | undefined)[],
  rest: readonly number[],
): FlagsOfWords {
  const flags = new Map<string, FlagUse[]>();
  const args: number[] = [];
  let uncertain = false;
  const use = (flag: string, word: number, offset: number): void => {
    flags.set(flag, [...(flags.get(flag) ?? []), { word, from: offset }]);
  };
  const takesValue = (flag: string): boolean =>
    entry.valueFlags.includes(flag) || program.globalValueFlags?.includes(flag) === true;
  for (let index = 0; index < rest.length; index++) {
    const at = rest[index] ?? 0;
    const whole = words[at];
    const written = whole ?? heads[at];
    if (written === undefined) {
      args.push(at);
      continue;
    }
    const word = program.singleDash === true && /^-[a-z][a-z-]+/.test(written) ? `-${written}` : written;
    if (whole === '--') {
      args.push(...rest.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || whole === '-') {
      args.push(at);
      // What stands behind the image of `docker run` belongs to the container.
      if (entry.effect.kind === 'run') break;
      continue;
    }
    const equals = word.indexOf('=');
    const value = rest[index + 1];
    if (equals > 0) use(word.slice(0, equals), at, equals + 1 - (word.length - written.length));
    else if (whole === undefined) {
      // `-t$IMAGE` names its flag; of `--$FLAG` nobody knows which it is.
      if (!word.startsWith('--') && takesValue(word.slice(0, 2))) use(word.slice(0, 2), at, 2);
      else uncertain = true;
    } else if (takesValue(word)) {
      if (value !== undefined) use(word, value, 0);
      index++;
    } else if (!word.startsWith('--') && word.length > 2 && takesValue(word.slice(0, 2))) use(word.slice(0, 2), at, 2);
    else use(word, at, 0);
  }
  return { flags, arguments: args, uncertain };
}
