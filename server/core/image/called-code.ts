import { type CommandAbility, lookupCommand } from '../catalogue/commands';
import type { CommandEffect } from '../catalogue/program';
import { makefileOf, recipeOf } from '../recipe/makefile';
import { parseScript } from '../shell/parse-script';
import { shellKind } from '../shell/shell-kind';
import type { ResolvedCommand, ResolvedWord } from '../shell/walk';
import { walkScript } from '../shell/walk-script';
import { flagHeads, wordTexts } from '../shell/word-text';
import type { SourceFile } from '../text/source-file';
import { show } from '../value/text';
import { hole, known } from '../value/value';
import { nixShellText } from './behind-nix';
import { containerised } from './containerised';
import { KINDS_OF_COMMAND } from './kinds-of-command';
import { joined, repositoryFile } from './repository-file';
import type { StepInstance } from './run';
import { goTool, unwrapped } from './unwrap';

/**
 * What a script of the repository or a make target may do with images, read from its text; undefined where a command runs neither, or
 * its text is not here. `folder` is where the command runs, from the workspace, undefined where that is not known. The commands inside
 * are judged like those of a workflow: one that nobody knows may do what its name says.
 */
export function calledAbilities(
  words: readonly ResolvedWord[],
  folder: string | undefined,
  step: StepInstance,
  depth = 0,
): CalledAbilities | undefined {
  if (folder === undefined || depth > CALLS_MAX) return undefined;
  const texts = wordTexts(words);
  const called = makes(texts) ? makeCall(texts, folder, step) : scriptCall(texts, folder, step);
  if (called === undefined) return undefined;
  const may = new Set<CommandAbility>();
  const does = new Set<CommandAbility>();
  const { commands, functions } = called;
  for (const command of commands) {
    if (command.reached === false || command.words.length === 0) continue;
    if (functions.has(show(command.words[0]?.value ?? known('')))) continue;
    const abilities = abilitiesOf(command, called.folder, step, depth);
    for (const one of abilities.may) may.add(one);
    for (const one of abilities.does) does.add(one);
  }
  return { may: [...may], does: [...does] };
}

/** What a script or make target may do with images, and of it what programs of the catalogue do, which no name alone tells. */
export interface CalledAbilities {
  readonly may: readonly CommandAbility[];
  readonly does: readonly CommandAbility[];
}

/** Whether a command, by its words as far as they are known, runs a script of the repository or a make target. */
export function callsCode(texts: readonly (string | undefined)[]): boolean {
  return makes(texts) || scriptPath(texts) !== undefined;
}

/** The words of a plain command that `nix-shell --run` is given as a text, such as a script's path; those of any other command as they are. */
export function wordsOfText(words: readonly ResolvedWord[]): readonly ResolvedWord[] {
  const [first] = words;
  const text = nixShellText(words);
  return first === undefined || text === undefined || !/^[\w./=:@+-]+( [\w./=:@+-]+)*$/.test(text)
    ? words
    : text.split(' ').map((piece) => ({ ...first, value: known(piece), splits: false }));
}

/** Scripts that run scripts that run scripts; a few levels are plenty. */
const CALLS_MAX = 4;

interface Called {
  readonly commands: readonly ResolvedCommand[];
  readonly functions: ReadonlyMap<string, unknown>;
  /** The folder its own calls start from. */
  readonly folder: string;
}

function abilitiesOf(command: ResolvedCommand, folder: string, step: StepInstance, depth: number): CalledAbilities {
  const bare = unwrapped(command.words);
  const words = containerised(bare) ?? goTool(bare) ?? bare;
  const texts = wordTexts(words);
  // A program that a variable names may be any; the rest of the words tells what it may do.
  const matched = lookupCommand(
    texts[0] === undefined ? [show(words[0]?.value ?? known('')), ...texts.slice(1)] : texts,
    flagHeads(words),
  );
  if (matched === undefined || matched === 'harmless') return NONE;
  if ('opaque' in matched) return calledAbilities(words, folder, step, depth + 1) ?? { may: matched.opaque, does: [] };
  const { effect } = matched.entry;
  const own = abilitiesOfEffect(effect.kind);
  if (!own.includes('build')) return { may: own, does: own };
  const said = words.map(({ value }) => show(value)).join(' ');
  const pushes = pushesByItself(effect, texts) || /push|registry|\$\{\{/.test(said);
  const all = [
    ...own,
    ...(pushes ? (['push'] as const) : []),
    ...(/sbom/.test(said) ? (['sbom'] as const) : []),
    ...(/provenance|attest/.test(said) ? (['attest'] as const) : []),
  ];
  return { may: all, does: all };
}

/** Whether a build pushes that no flag tells to (`ko build`). */
function pushesByItself(effect: CommandEffect, texts: readonly (string | undefined)[]): boolean {
  return (
    effect.kind === 'build' &&
    effect.push === 'always' &&
    !texts.some((text) => text !== undefined && effect.noPush?.includes(text) === true)
  );
}

const NONE: CalledAbilities = { may: [], does: [] };

const ABILITIES = ['build', 'push', 'login', 'scan', 'sbom', 'sign', 'attest'] as const;

/** What commands of the catalogue may do with images: what their events are, and here what no event of theirs says. */
function abilitiesOfEffect(kind: CommandEffect['kind']): readonly CommandAbility[] {
  const more = FURTHER[kind];
  const kinds = KINDS_OF_COMMAND[kind];
  return more ?? (kinds === 'any' ? ABILITIES : ABILITIES.filter((ability) => kinds.includes(ability)));
}

const FURTHER: Partial<Readonly<Record<CommandEffect['kind'], readonly CommandAbility[]>>> = {
  bake: ['build', 'push'],
  goreleaser: ['build', 'push', 'sbom', 'sign'],
  opaque: ABILITIES,
};

function scriptCall(texts: readonly (string | undefined)[], folder: string, step: StepInstance): Called | undefined {
  const path = scriptPath(texts);
  const file = path === undefined ? undefined : fileAt(path, folder, step);
  if (path === undefined || file === undefined) return undefined;
  const head = /^#!.*/.exec(file.text)?.[0];
  const asShell = SHELLS.has(texts[0] ?? '') || path.endsWith('.sh');
  if (head === undefined ? !asShell : !/\b(ba|da|k|z)?sh\b/.test(head)) return undefined;
  return { ...commandsOf(file, file.text), folder };
}

const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', '.', 'source']);

/** The path of the script that a command runs, as written. */
function scriptPath(texts: readonly (string | undefined)[]): string | undefined {
  const [program, ...rest] = texts;
  if (program === undefined) return undefined;
  const path = SHELLS.has(program) ? rest.find((word) => word?.startsWith('-') !== true) : program;
  // `bash -c TEXT` runs its argument.
  if (path === undefined || (SHELLS.has(program) && rest.some((word) => /^-\w*c$/.test(word ?? '')))) return undefined;
  return path.includes('/') || SHELLS.has(program) ? path : undefined;
}

function makes([program]: readonly (string | undefined)[]): boolean {
  return program === 'make' || program === 'gmake';
}

function makeCall(texts: readonly (string | undefined)[], start: string, step: StepInstance): Called | undefined {
  const given = new Map<string, string>();
  const targets: string[] = [];
  let folder: string | undefined = start;
  let name: string | undefined;
  for (let at = 1; at < texts.length; at++) {
    const word = texts[at];
    if (word === undefined) return undefined;
    const [, flag, value] = /^(-C|-f|--directory=|--file=|--makefile=)(.*)$/.exec(word) ?? [];
    const variable = /^([A-Za-z_]\w*)[:?+]?=([\s\S]*)$/.exec(word);
    if (flag !== undefined) {
      const path = value === '' ? texts[++at] : value;
      if (path === undefined || folder === undefined) return undefined;
      if (flag === '-C' || flag === '--directory=') folder = joined(folder, path);
      else name = path;
    } else if (variable !== null) given.set(variable[1] ?? '', variable[2] ?? '');
    else if (word === '-j' || word === '-l' || word === '-o' || word === '-W')
      at += /^\d+$/.test(texts[at + 1] ?? '') ? 1 : 0;
    else if (!word.startsWith('-')) targets.push(word);
  }
  if (folder === undefined) return undefined;
  for (const path of name === undefined ? ['GNUmakefile', 'makefile', 'Makefile'] : [name]) {
    const file = fileAt(path, folder, step);
    if (file === undefined) continue;
    const recipe = recipeOf(makefileOf(file), targets, given);
    return recipe === undefined ? undefined : { ...commandsOf(file, recipe), folder };
  }
  return undefined;
}

function fileAt(path: string, folder: string, step: StepInstance): SourceFile | undefined {
  const file = repositoryFile(step, known(path), folder);
  return 'reason' in file || typeof file.state === 'string' ? undefined : file.state;
}

/** The commands of a text, with what it finds in its environment left open. */
function commandsOf(file: SourceFile, text: string): Omit<Called, 'folder'> {
  const memos = COMMANDS.get(file) ?? new Map<string, Omit<Called, 'folder'>>();
  COMMANDS.set(file, memos);
  const memo = memos.get(text);
  if (memo !== undefined) return memo;
  const script = parseScript(text, shellKind('bash', 'linux'));
  const { commands } = walkScript(script, {
    variable: () => undefined,
    expression: (body) => hole({ key: body, shown: body, reason: 'is no expression outside a workflow' }),
  });
  const made = { commands, functions: script.functions };
  memos.set(text, made);
  return made;
}

const COMMANDS = new WeakMap<SourceFile, Map<string, Omit<Called, 'folder'>>>();
