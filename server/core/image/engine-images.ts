import { lookupCommand } from '../catalogue/commands';
import type { ImageEvent } from '../event/event';
import { equal } from '../expr/compare';
import { readScript } from '../run/read-script';
import type { Reference } from '../run/reference';
import type { StepInstance } from '../run/run';
import { hosted } from '../run/runner';
import { runsUnreadCode } from '../run/unread-code';
import { unwrapped } from '../run/unwrap';
import type { ResolvedCommand } from '../shell/walk';
import { wordTexts } from '../shell/word-text';
import { fromParts, parts } from '../value/text';
import { known, type Truth } from '../value/value';
import { scalarsOf } from '../workflow/field';
import { before } from './in-job';

/** What the engine of the runner holds when an event is reached: all of it, or why that is not known. */
export type EngineImages = { readonly images: readonly Reference[] } | { readonly reason: string };

/**
 * The images in the Docker engine that the commands and actions of the job before an event have put there. A hosted runner starts with none
 * of one's own.
 */
export function engineImages(event: ImageEvent): EngineImages {
  const reason = machineDoubt(event) ?? stepDoubt(event);
  if (reason !== undefined) return { reason };
  const images: Reference[] = [];
  for (const other of before(event, 'build', 'local', 'opaque')) {
    if (other.kind === 'opaque') {
      if (other.may.has('build') || other.may.has('push')) return { reason: other.reason };
      continue;
    }
    if (other.references === undefined) return { reason: `\`${other.tool}\` brings images that are not known` };
    images.push(...other.references);
  }
  return { images };
}

/** Whether two names stand for the same image in an engine, where no tag means `latest`. */
export function sameInEngine(a: Reference, b: Reference): Truth {
  return equal(whole(a), whole(b));
}

function whole({ name, tag, digest }: Reference) {
  if (digest !== undefined) return fromParts([...parts(name), '@', ...parts(digest)]);
  return fromParts([...parts(name), ':', ...parts(tag ?? known('latest'))]);
}

function machineDoubt({ job, step }: ImageEvent): string | undefined {
  if (hosted(job) !== true || job.job.container !== undefined) return 'the engine may hold images from before the job';
  if (scalarsOf(job.job.services).length > 0 || job.job.services !== undefined)
    return 'the images of services are in the engine too';
  return step.variable('DOCKER_HOST') !== undefined || step.variable('DOCKER_CONTEXT') !== undefined
    ? 'the engine may be on another machine'
    : undefined;
}

function stepDoubt(event: ImageEvent): string | undefined {
  for (const step of event.job.steps) {
    if (step.order > event.step.order) break;
    if (step.reached === false) continue;
    const doubt = step.action.kind === 'run' ? scriptDoubt(step, event) : actionDoubt(step);
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

function actionDoubt({ action }: StepInstance): string | undefined {
  return action.kind === 'unknown' ? `what \`${action.name}\` does is not known` : undefined;
}

function scriptDoubt(step: StepInstance, event: ImageEvent): string | undefined {
  const { script } = step;
  const read = readScript(step);
  if (script === undefined || read.opaque.length > 0) return 'a script before it is not read';
  const end = step === event.step ? (event.command?.command.span.start ?? 0) : Number.POSITIVE_INFINITY;
  const bringer = script.commands.find(
    (command) => command.command.span.start < end && command.reached !== false && bringsUnseen(command, read.functions),
  );
  return bringer === undefined
    ? undefined
    : `\`${wordTexts(bringer.words)[0] ?? 'a program'}\` may bring images in a way that is not read`;
}

function bringsUnseen(command: ResolvedCommand, functions: ReadonlyMap<string, unknown>): boolean {
  const words = wordTexts(unwrapped(command.words));
  const [program, verb] = words;
  // What a function does follows as commands of their own.
  if (program !== undefined && functions.has(program)) return false;
  if (runsUnreadCode(command) || CLUSTERS.has(program ?? '')) return true;
  const matched = lookupCommand(words);
  if (matched === undefined || matched === 'harmless' || 'opaque' in matched || matched.program !== 'docker')
    return program === 'docker-compose';
  // Subcommands that the catalogue does not name: those that only look at the engine bring nothing.
  return matched.entry.effect.kind === 'none' && verb !== undefined && !LOOKS.has(verb);
}

const LOOKS: ReadonlySet<string> = new Set(
  'buildx builder container events history image images info inspect kill logs logout manifest network port ps rename rm rmi scout search start stats stop system top trust version volume wait'.split(
    ' ',
  ),
);

/** Programs that move images between engines of their own and this one. */
const CLUSTERS: ReadonlySet<string> = new Set([
  'ssh',
  'kind',
  'k3d',
  'minikube',
  'podman',
  'buildah',
  'nerdctl',
  'ctr',
]);
