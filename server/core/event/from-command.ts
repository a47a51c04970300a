import { lookupCommand } from '../catalogue/commands';
import { withDoubts } from '../catalogue/maybe-flags';
import type { CommandEffect } from '../catalogue/program';
import {
  anyFlag,
  commandSpan,
  complete,
  folderOf,
  operand,
  type Reading,
  referencesAt,
  variableOf,
} from '../run/command-reading';
import type { Operand } from '../run/operand';
import { readScript } from '../run/read-script';
import { commandFolder } from '../run/repository-file';
import type { StepInstance } from '../run/run';
import { goTool, unwrapped } from '../run/unwrap';
import type { ResolvedCommand } from '../shell/walk';
import { flagHeads, wordSays, wordTexts } from '../shell/word-text';
import { both } from '../value/truth';
import { knownText, unknown, type Value } from '../value/value';
import { spanIn } from '../workflow/field';
import { calledAbilities } from './called-code';
import { callsCode, wordsOfText } from './called-file';
import { certainWords } from './command-words';
import { containerised } from './containerised';
import type { Ability, EventFacts, ImageEvent } from './event';
import { eventBase } from './event-base';
import { bakeFacts, buildFacts, composeBuildFacts, composePushFacts, composeRecipe } from './from-build-command';
import { buildToolFacts } from './from-build-tool';
import { goreleaserFacts } from './from-goreleaser';
import { localFacts, saveFacts } from './from-local-command';
import { loginFacts } from './from-login-command';
import { copyFacts, ownLogin, pushFacts } from './from-push-command';
import { sbomFacts, scanFacts } from './from-scan-command';
import { signFacts } from './from-sign-command';
import { installedProgram } from './installed-program';
import { ownTool } from './own-tool';
import { concernsImages } from './possible-kinds';
import { releaseFacts } from './release-facts';

/** The events of a run step: one per command that does something with images. */
export function eventsOfScript(step: StepInstance): readonly ImageEvent[] {
  if (step.step.run === undefined || !concernsImages(readScript(step))) return [];
  const { script } = step;
  if (script === undefined) return [];
  return script.commands.flatMap((command, index) => eventsOfCommand(step, command, index, script.commands));
}

function eventsOfCommand(
  step: StepInstance,
  command: ResolvedCommand,
  index: number,
  all: readonly ResolvedCommand[],
): readonly ImageEvent[] {
  if (command.command.words.length === 0 || step.step.run === undefined) return [];
  const bare = unwrapped(command.words);
  const inside = containerised(bare);
  const written = inside ?? goTool(bare) ?? ownTool(step, command, bare) ?? bare;
  const { words, doubtful, doubts } = certainWords(written);
  // What a function does follows as commands of their own.
  if (readScript(step).functions.has(show(words[0]?.value))) return [];
  const matched = lookupCommand(
    words.map(({ value }, at) => (at === 0 ? installedProgram(step, value) : undefined) ?? knownText(value)),
    flagHeads(words),
    () => words.map(wordSays),
  );
  if (matched === 'harmless') return [];
  const span = spanIn(step.step.run.field, command.command.span);
  const base = {
    ...eventBase(step, '', index),
    site: `${step.step.key}@${command.command.span.start}`,
    span,
    command,
    reached: both(step.reached, command.reached),
  };
  const failure =
    command.command.failure.kind === 'ignored'
      ? {
          kind: 'ignored' as const,
          by: spanIn(step.step.run.field, command.command.failure.by),
          how: command.command.failure.how,
        }
      : command.command.failure.kind === 'tested'
        ? { kind: 'unknown' as const }
        : base.failure;
  if (matched === undefined || 'opaque' in matched) {
    const built = buildToolFacts(step, command, words);
    if (built !== undefined) return [{ ...built.facts, ...base, failure, tool: built.tool }];
    const called = wordsOfText(words);
    const read = callsCode(wordTexts(called)) ? calledAbilities(called, commandFolder(step, command), step) : undefined;
    const may = read?.may ?? matched?.opaque ?? [];
    if (may.length === 0) return [];
    const name = show(words[0]?.value);
    return [
      {
        kind: 'opaque',
        may: new Set(may),
        reason: `what \`${name}\` does ${read === undefined ? 'is not written in the workflow' : 'is written in another file'}`,
        ...(read === undefined ? {} : { does: new Set(read.does) }),
        ...base,
        failure,
        tool: name,
      },
    ];
  }
  const reading: Reading = { step, command, words, doubtful, matched: withDoubts(matched, doubts), all };
  const tool = [matched.program, ...matched.entry.path].join(' ');
  const { site, job, reached, order } = base;
  return commandFacts(reading, matched.entry.effect).map((event) => ({
    site,
    tool,
    step,
    job,
    span,
    command,
    reached,
    order,
    failure,
    ...(inside === undefined ? event : withoutFiles(event)),
  }));
}

/** A file that a program names in its container is where the mounts say, which is not read. */
function withoutFiles(event: EventFacts): EventFacts {
  const inside = (file: Operand | undefined): Operand | undefined =>
    file === undefined ? undefined : { ...file, value: unknown('is a path within a container') };
  if (event.kind === 'build') return { ...event, context: inside(event.context), file: inside(event.file) };
  if (event.kind === 'scan') return { ...event, archive: inside(event.archive), sarif: inside(event.sarif) };
  return event.kind === 'sbom' ? { ...event, file: inside(event.file) } : event;
}

/** What a command of the catalogue does with images. */
export function commandFacts(reading: Reading, effect: CommandEffect): readonly EventFacts[] {
  switch (effect.kind) {
    case 'build':
      return effect.untagged !== undefined && operand(reading, effect.tags) === undefined
        ? [{ kind: 'opaque', may: new Set(effect.untagged), reason: 'what it builds is written in another file' }]
        : [buildFacts(reading, effect)];
    case 'bake':
      return bakeFacts(reading, effect);
    case 'goreleaser': {
      const call = {
        step: reading.step,
        words: [...reading.words.slice(1), ...reading.doubtful].map(({ value }) => value),
        folder: folderOf(reading),
        span: commandSpan(reading),
        variable: (name: string) => variableOf(reading, name),
      };
      return [...(goreleaserFacts(call) ?? [opaqueFacts(reading, effect.may)]), ...releaseFacts(call)];
    }
    case 'compose': {
      const push = effect.does === 'push' ? composePushFacts(reading, effect) : undefined;
      const events = effect.does === 'push' ? push && [push] : composeBuildFacts(reading, effect);
      if (events !== undefined) return events;
      const recipe = composeRecipe(reading, effect);
      const opaque = opaqueFacts(reading, effect.does === 'push' ? ['push'] : ['build', 'push']);
      return [recipe === undefined ? opaque : { ...opaque, recipe }];
    }
    case 'push':
      return pushFacts(reading, effect);
    case 'copy':
    case 'index':
      return copyFacts(reading, effect);
    case 'login':
      return anyFlag(reading, effect.shows ?? []) === true ? [] : [loginFacts(reading, effect)];
    case 'scan':
      return onlyTells(reading) ? [] : scanFacts(reading, effect);
    case 'sbom':
      return onlyTells(reading) ? [] : sbomFacts(reading, effect);
    case 'attach': {
      if (anyFlag(reading, effect.layout ?? []) === true) return [];
      const type = effect.type === undefined ? undefined : operand(reading, effect.type);
      if (type !== undefined && knownText(type.value) === undefined) return [opaqueFacts(reading, ['sbom', 'attest'])];
      return [
        {
          kind: 'attach',
          sbom: effect.type === undefined || /spdx|cyclonedx|sbom/i.test(knownText(type?.value) ?? ''),
          references: complete(referencesAt(reading, effect.image, undefined)),
          target: operand(reading, effect.image),
          ...ownLogin(reading, effect.ownLogin),
        },
      ];
    }
    case 'sign':
    case 'attest':
      return [signFacts(reading, effect)];
    case 'verify': {
      const image = referencesAt(reading, effect.image, effect.transports);
      return [{ kind: 'verify', references: complete(image), target: operand(reading, effect.image) }];
    }
    case 'builder':
      if (anyFlag(reading, effect.use) === false) return [];
      return [{ kind: 'setup', what: 'buildx', driver: operand(reading, effect.driver), platforms: undefined }];
    case 'install':
      return [{ kind: 'setup', what: effect.tool, driver: undefined, platforms: undefined }];
    case 'opaque':
      return effect.where !== undefined && anyFlag(reading, effect.where) === false
        ? []
        : [opaqueFacts(reading, effect.may)];
    case 'tag':
    case 'pull':
    case 'run':
    case 'load':
      return [localFacts(reading, effect)];
    case 'save':
      return saveFacts(reading, effect);
    case 'none':
      return [];
  }
}

/** `grype --version` tells of the program and looks at nothing. */
function onlyTells(reading: Reading): boolean {
  return ['--version', '--help'].some((flag) => reading.matched.flags.has(flag));
}

function opaqueFacts({ matched }: Reading, may: readonly Ability[]): EventFacts<'opaque'> {
  return {
    kind: 'opaque',
    may: new Set(may),
    reason: `what \`${[matched.program, ...matched.entry.path].join(' ')}\` does is not written in the workflow`,
  };
}

function show(value: Value | undefined): string {
  return value === undefined ? '' : (knownText(value) ?? 'a program');
}
