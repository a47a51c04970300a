import { HARMLESS, PROGRAMS } from './data';
import type { CommandEntry, ProgramEntry } from './program';

export type CommandAbility = 'build' | 'push' | 'login' | 'scan' | 'sbom' | 'sign' | 'attest';

/** A command the catalogue knows, with its flags and arguments as indices of its words. */
export interface MatchedCommand {
  readonly program: string;
  readonly entry: CommandEntry;
  /** Flag → where its value stands: the word, and the offset in the word's text where the value begins (0 for a word of its own or no value). */
  readonly flags: ReadonlyMap<string, readonly FlagUse[]>;
  readonly arguments: readonly number[];
  /** True where a word that is not known may be flags, so that absence of a flag is not certain. */
  readonly uncertain: boolean;
}

export interface FlagUse {
  readonly word: number;
  readonly from: number;
}

/**
 * What a command is: matched in the catalogue, known to do nothing with images (`harmless`), opaque with the things it may do,
 * or nothing that is known (undefined, for a computed program name that no word explains). Words that are not known are undefined.
 */
export function lookupCommand(
  words: readonly (string | undefined)[],
): MatchedCommand | { readonly opaque: readonly CommandAbility[] } | 'harmless' | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  const name = first.replace(/^.*\//, '').replace(/\.exe$/, '');
  const program = PROGRAMS.get(name);
  if (program !== undefined) return matchProgram(program, words);
  if (HARMLESS.has(name) && !first.startsWith('./')) return 'harmless';
  return { opaque: hinted([first, ...rest.filter((word) => word !== undefined)].join(' ')) };
}

/** What a script or make target may do, told by the words of its name and arguments. */
function hinted(text: string): readonly CommandAbility[] {
  const abilities = new Set<CommandAbility>();
  if (/docker|image|container|publish|release|push|deploy|oci|ship/i.test(text))
    for (const one of ['build', 'push', 'login', 'scan', 'sbom', 'sign', 'attest'] as const) abilities.add(one);
  if (/scan|trivy|grype|snyk|vuln|security|audit/i.test(text)) abilities.add('scan');
  if (/sbom|syft|bom\b/i.test(text)) abilities.add('sbom');
  if (/sign|cosign|attest|provenance/i.test(text)) for (const one of ['sign', 'attest'] as const) abilities.add(one);
  if (/login|auth/i.test(text)) abilities.add('login');
  return [...abilities];
}

function matchProgram(program: ProgramEntry, words: readonly (string | undefined)[]): MatchedCommand | undefined {
  let at = 1;
  // Flags of the program itself may stand before the subcommand.
  while (words[at]?.startsWith('-') === true)
    at += program.globalValueFlags?.includes(words[at] ?? '') === true ? 2 : 1;
  const best = program.commands
    .flatMap((entry) => [entry.path, ...(entry.or ?? [])].map((path) => ({ entry, path })))
    .filter(({ path }) => path.every((word, index) => words[at + index] === word))
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (best === undefined) return undefined;
  // A program without subcommand owns the flags that were skipped (`grype -o sarif IMAGE`).
  const from = best.path.length === 0 ? 1 : at + best.path.length;
  return { program: program.program, entry: best.entry, ...readFlags(best.entry, words, from) };
}

function readFlags(
  entry: CommandEntry,
  words: readonly (string | undefined)[],
  from: number,
): Pick<MatchedCommand, 'flags' | 'arguments' | 'uncertain'> {
  const flags = new Map<string, FlagUse[]>();
  const args: number[] = [];
  const uncertain = false;
  const use = (flag: string, word: number, offset: number): void => {
    flags.set(flag, [...(flags.get(flag) ?? []), { word, from: offset }]);
  };
  for (let at = from; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) {
      args.push(at);
      continue;
    }
    if (word === '--') {
      for (let rest = at + 1; rest < words.length; rest++) args.push(rest);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(at);
      // What stands behind the image of `docker run` belongs to the container.
      if (entry.effect.kind === 'run') break;
      continue;
    }
    const equals = word.indexOf('=');
    if (equals > 0) use(word.slice(0, equals), at, equals + 1);
    else if (entry.valueFlags.includes(word)) {
      if (at + 1 < words.length) use(word, ++at, 0);
    } else if (!word.startsWith('--') && word.length > 2 && entry.valueFlags.includes(word.slice(0, 2)))
      use(word.slice(0, 2), at, 2);
    else use(word, at, 0);
  }
  return { flags, arguments: args, uncertain };
}
