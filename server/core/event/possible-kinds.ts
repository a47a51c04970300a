import { lookupCommand } from '../catalogue/commands';
import type { ActionEntry, Effect } from '../catalogue/entry';
import { readScript } from '../run/read-script';
import type { JobInstance, StepInstance } from '../run/run';
import { isWrapper } from '../run/unwrap';
import { literalHead, literalText } from '../shell/plain-word';
import type { Command, Script } from '../shell/script';
import { callsCode } from './called-file';
import { toolOfImage } from './containerised';
import type { EventKind } from './event';
import { mayBuildByTool } from './from-build-tool';
import { KINDS_OF_COMMAND } from './kinds-of-command';

/** Kinds of events; more where that is not certain, never fewer. */
type Kinds = ReadonlySet<EventKind> | 'any';

/**
 * Whether a step can have an event of one of these kinds, told from the catalogue and the words of its script alone. To look for the
 * scans of a run, nobody has to work out what its builds build.
 */
export function mayHave(step: StepInstance, kinds: readonly EventKind[]): boolean {
  return includesAny(kindsOf(step), kinds);
}

/** The steps of a job that can have an event of one of these kinds, in order. */
export function stepsThatMayHave(job: JobInstance, kinds: readonly EventKind[]): readonly StepInstance[] {
  return eventfulSteps(job).flatMap(({ step, possible }) => (includesAny(possible, kinds) ? [step] : []));
}

/** Whether a step may have any event at all; where not, nobody needs to know whether it is reached. */
export function mayHaveEvents(step: StepInstance): boolean {
  return isSome(kindsOf(step));
}

/**
 * Whether a script may have any event. Most have none, and following their variables in every run would cost more than all the rest.
 */
export function concernsImages(script: Script): boolean {
  return isSome(kindsOfScript(script));
}

/** Rules ask a job for one kind after the other, and most of its steps can have none at all. */
function eventfulSteps(job: JobInstance): readonly Eventful[] {
  const memo = EVENTFUL.get(job);
  if (memo !== undefined) return memo;
  const steps = job.steps.flatMap((step) => {
    const possible = kindsOf(step);
    return isSome(possible) ? [{ step, possible }] : [];
  });
  EVENTFUL.set(job, steps);
  return steps;
}

interface Eventful {
  readonly step: StepInstance;
  readonly possible: Kinds;
}

const EVENTFUL = new WeakMap<JobInstance, readonly Eventful[]>();

function includesAny(possible: Kinds, kinds: readonly EventKind[]): boolean {
  return possible === 'any' || kinds.some((kind) => possible.has(kind));
}

function isSome(kinds: Kinds): boolean {
  return kinds === 'any' || kinds.size > 0;
}

function kindsOf(step: StepInstance): Kinds {
  const { action } = step;
  switch (action.kind) {
    case 'catalogued':
      return kindsOfAction(action.entry);
    case 'unknown':
      return OPAQUE;
    case 'run':
      return kindsOfScript(readScript(step));
    default:
      return NOTHING;
  }
}

const NOTHING: Kinds = new Set();
const OPAQUE: Kinds = new Set(['opaque']);
const BUILT: Kinds = new Set(['build', 'opaque']);

function kindsOfAction(entry: ActionEntry): Kinds {
  const memo = ACTIONS.get(entry);
  if (memo !== undefined) return memo;
  const kinds = together(entry.effects.map(({ kind }) => OF_EFFECT[kind]));
  ACTIONS.set(entry, kinds);
  return kinds;
}

const ACTIONS = new WeakMap<ActionEntry, Kinds>();

function kindsOfScript(script: Script): Kinds {
  const memo = SCRIPTS.get(script);
  if (memo !== undefined) return memo;
  const kinds = together([...script.commands, ...[...script.functions.values()].flat()].map(kindsOfCommand));
  SCRIPTS.set(script, kinds);
  return kinds;
}

const SCRIPTS = new WeakMap<Script, Kinds>();

/** A word that is computed may be the one that says what the command does. */
function kindsOfCommand({ words }: Command): Kinds | readonly EventKind[] {
  const texts = words.map(literalText);
  const [program] = texts;
  if (words.length === 0) return NOTHING;
  if (program === undefined || isWrapper(program) || SHELLS.has(program) || (program === 'go' && texts[1] === 'run'))
    return 'any';
  const found = lookupCommand(texts, words.map(literalHead));
  const computed = texts.includes(undefined);
  if (found === 'harmless') return NOTHING;
  if (found === undefined) return computed ? 'any' : NOTHING;
  if (
    'entry' in found &&
    found.entry.effect.kind === 'run' &&
    texts.some((text) => toolOfImage(text ?? '') !== undefined)
  )
    return 'any';
  // What a script or make target does decides its text, whatever its name says.
  if ('opaque' in found && mayBuildByTool(texts)) return BUILT;
  if ('opaque' in found) return computed || found.opaque.length > 0 || callsCode(texts) ? OPAQUE : NOTHING;
  return KINDS_OF_COMMAND[found.entry.effect.kind];
}

/** Programs that read commands from a text; what they run is not looked for here. */
const SHELLS: ReadonlySet<string> = new Set(['eval', 'bash', 'sh', 'nix-shell']);

function together(list: readonly (Kinds | readonly EventKind[])[]): Kinds {
  const kinds = new Set<EventKind>();
  for (const one of list) {
    if (one === 'any') return 'any';
    for (const kind of one) kinds.add(kind);
  }
  return kinds;
}

/** What `eventsOfAction` makes of each effect. */
const OF_EFFECT: Readonly<Record<Effect['kind'], 'any' | readonly EventKind[]>> = {
  build: ['build'],
  bake: ['build'],
  'bake-list': [],
  goreleaser: 'any',
  push: ['push'],
  login: ['login'],
  metadata: [],
  setup: ['setup', 'login'],
  checkout: ['checkout'],
  scan: ['scan', 'sbom'],
  sbom: ['sbom'],
  attest: ['attest'],
  sign: ['sign'],
  'upload-sarif': ['upload-sarif'],
  artifact: ['artifact'],
  retention: ['retention'],
  identity: [],
  opaque: ['opaque'],
};
