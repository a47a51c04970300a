import { equal } from '../expr/compare';
import { holes } from '../value/text';
import { either } from '../value/truth';
import type { StepOutput, Truth } from '../value/value';
import type { Analysis, Evidence, PublishedImage } from './analysis';
import type { Ability, AttestEvent, BuildEvent, ImageEvent, PushEvent, SbomEvent, ScanEvent, SignEvent } from './event';
import { eventsInRun } from './events-of';
import type { Reference } from './reference';
import type { JobInstance, Run } from './run';
import { runOfJob } from './run-of-job';
import { runsOf } from './runs';

type Publishing = BuildEvent | PushEvent;

/** What may be asked of an image: which events would be the answer, and what an opaque step would have to be able to do. */
export interface Question<E extends ImageEvent = ImageEvent> {
  readonly ability: Ability;
  readonly kinds: readonly E['kind'][];
  readonly wanted: (event: ImageEvent) => event is E;
}

export const SCANNED: Question<ScanEvent> = {
  ability: 'scan',
  kinds: ['scan'],
  wanted: (event): event is ScanEvent =>
    event.kind === 'scan' && event.subject !== 'config' && event.subject !== 'filesystem',
};

export const SBOM_MADE: Question<SbomEvent | AttestEvent> = {
  ability: 'sbom',
  kinds: ['sbom', 'attest'],
  wanted: (event): event is SbomEvent | AttestEvent =>
    (event.kind === 'sbom' && event.subject !== 'filesystem') ||
    (event.kind === 'attest' && event.predicate !== 'provenance' && event.predicate !== 'other'),
};

export const SIGNED: Question<SignEvent | AttestEvent> = {
  ability: 'sign',
  kinds: ['sign', 'attest'],
  wanted: (event): event is SignEvent | AttestEvent =>
    event.kind === 'sign' || (event.kind === 'attest' && event.subjectPath === undefined),
};

export const ATTESTED: Question<AttestEvent> = {
  ability: 'attest',
  kinds: ['attest'],
  wanted: (event): event is AttestEvent =>
    event.kind === 'attest' && event.predicate !== 'sbom' && event.subjectPath === undefined,
};

/** All events that answer the question for an image: in its own runs, or else the first in another workflow of the repository. */
export function evidenceOf<E extends ImageEvent>(
  analysis: Analysis,
  image: PublishedImage,
  question: Question<E>,
): Evidence<E> {
  const found: E[] = [];
  let reason: string | undefined;
  for (const clue of cluesInRuns(analysis, image, question)) {
    if (typeof clue === 'string') reason ??= clue;
    else found.push(clue);
  }
  if (found.length > 0) return { found: true, events: found };
  for (const clue of cluesElsewhere(analysis, image, question)) {
    if (typeof clue !== 'string') return { found: true, events: [clue] };
    reason ??= clue;
  }
  return reason === undefined ? { found: false, events: [] } : { found: 'unknown', events: [], reason };
}

/**
 * The first thing that answers the question or may do so; `false` only when it is certain that nothing does. A rule about something
 * absent need not know all that is there, and to work that out would be most of its time.
 */
export function anyEvidence(analysis: Analysis, image: PublishedImage, question: Question): Evidence {
  for (const clues of [cluesInRuns, cluesElsewhere])
    for (const clue of clues(analysis, image, question))
      return typeof clue === 'string'
        ? { found: 'unknown', events: [], reason: clue }
        : { found: true, events: [clue] };
  return { found: false, events: [] };
}

/**
 * Whether two events are about the same image. A digest that flows from the one to the other proves it; so does the same name.
 * Names with parts nobody knows leave it open.
 */
export function sameImage(
  publishing: Publishing,
  event: { readonly references: readonly Reference[] | undefined },
): Truth {
  if (event.references === undefined) return 'unknown';
  let answer: Truth = false;
  for (const reference of event.references) {
    if (carriesDigest(reference, publishing) || namesImageId(reference, publishing)) return true;
    for (const own of publishing.known) answer = either(answer, equal(reference.name, own.name));
  }
  if (answer === false && publishing.references === undefined) return 'unknown';
  return answer;
}

/** Whether a reference or digest is made of the digest a build or push gives out. */
export function carriesDigest(reference: Reference, publishing: Publishing): boolean {
  const wanted = publishing.digest;
  if (wanted === undefined) return false;
  return originsOf(reference).some(
    ({ step, output, path }) =>
      step === wanted.step &&
      output === wanted.output &&
      // Of a JSON output, the same part.
      (wanted.path === undefined || path?.join('\0') === wanted.path.join('\0')),
  );
}

/** The id under which the engine holds what a build has loaded (docker/build-push-action's output `imageid`). */
function namesImageId(reference: Reference, { digest }: Publishing): boolean {
  return (
    digest !== undefined &&
    originsOf(reference).some(({ step, output }) => step === digest.step && output === 'imageid')
  );
}

/** The step outputs that a reference is made of. Every image of a run is compared with every reference, so they are read once. */
function originsOf(reference: Reference): readonly StepOutput[] {
  const memo = ORIGINS.get(reference);
  if (memo !== undefined) return memo;
  const origins = [reference.digest, reference.value].flatMap((value) =>
    value === undefined ? [] : holes(value).flatMap(({ origin }) => (origin === undefined ? [] : [origin])),
  );
  ORIGINS.set(reference, origins);
  return origins;
}

const ORIGINS = new WeakMap<Reference, readonly StepOutput[]>();

/** Events of the image's own runs that answer the question, and reasons why others may. */
function* cluesInRuns<E extends ImageEvent>(
  analysis: Analysis,
  image: PublishedImage,
  { ability, kinds, wanted }: Question<E>,
): Generator<E | string> {
  const byRun = new Map<Run, Publishing[]>();
  for (const publishing of image.events) {
    const run = runOf(analysis.runs, publishing);
    if (run !== undefined) byRun.set(run, [...(byRun.get(run) ?? []), publishing]);
  }
  for (const [run, publishings] of byRun) {
    for (const event of eventsInRun(run, ...kinds)) {
      if (event.reached === false || !wanted(event)) continue;
      for (const publishing of publishings) {
        const linked = linkedEvent(run, publishing, event);
        if (linked === true) yield event;
        else if (linked === 'unknown') yield `\`${event.tool}\` works on an image that is not known`;
      }
    }
    for (const event of eventsInRun(run, 'opaque'))
      if (event.reached !== false && event.may.has(ability)) yield event.reason;
    for (const job of run.jobs) {
      const unread = unreadCallee(job, ability);
      if (unread !== undefined) yield unread;
    }
  }
}

/** Builds of the run that give exactly what an event works on. */
function buildsFor(run: Run, event: ImageEvent): readonly BuildEvent[] {
  const memo = BUILT_FOR.get(event);
  if (memo !== undefined) return memo;
  const subject = subjectOf(event);
  const found = eventsInRun(run, 'build').filter((build) => sameImage(build, subject) === true);
  BUILT_FOR.set(event, found);
  return found;
}

const BUILT_FOR = new WeakMap<ImageEvent, readonly BuildEvent[]>();

function subjectOf(event: ImageEvent): { readonly references: readonly Reference[] | undefined } {
  return { references: 'references' in event ? event.references : undefined };
}

/** The same image, or one built from the same files in the same job and only loaded, as scanning before the push does. */
function linkedEvent(run: Run, publishing: Publishing, event: ImageEvent): Truth {
  const subject = subjectOf(event);
  const direct = sameImage(publishing, subject);
  if (direct === true) return true;
  if ('archive' in event && event.archive !== undefined) return 'unknown';
  let answer: Truth = direct;
  for (const build of buildsFor(run, event)) {
    if (build === publishing) continue;
    if (publishing.kind === 'push') answer = 'unknown';
    else if (build.job.job.key === publishing.job.job.key && sameSource(build, publishing)) return true;
    else answer = either(answer, build.known.some(({ registry }) => registry !== 'docker.io') ? false : 'unknown');
  }
  return answer;
}

/** Whether two builds read the same files: context, Dockerfile and stage are written alike. */
export function sameSource(a: BuildEvent, b: BuildEvent): boolean {
  return text(a.context) === text(b.context) && text(a.file) === text(b.file) && text(a.target) === text(b.target);
}

function text(operand: BuildEvent['context']): string {
  return operand === undefined ? '' : JSON.stringify(operand.value);
}

/** A called workflow that cannot be read and has to do with the image may do anything with it. */
function unreadCallee(job: JobInstance, ability: Ability): string | undefined {
  if (job.callee === undefined || !('unread' in job.callee) || job.reached === false) return undefined;
  const call = job.job.call;
  const words = `${job.job.id} ${call?.uses.text ?? ''} ${call?.with.fields.map((field) => `${field.name} ${field.field?.text ?? ''}`).join(' ') ?? ''}`;
  return CALLEE_WORDS.test(words) || words.toLowerCase().includes(ability) ? job.callee.unread : undefined;
}

const CALLEE_WORDS =
  /docker|container|image|scan|trivy|secur|vuln|sbom|sign|cosign|attest|slsa|provenance|release|publish|digest/i;

/** Scheduled rescans and the like: what other workflows of the repository do to an image of the same name. */
function* cluesElsewhere<E extends ImageEvent>(
  analysis: Analysis,
  image: PublishedImage,
  { kinds, wanted }: Question<E>,
): Generator<E | string> {
  const own = new Set(analysis.runs.map((run) => run.root.workflow.file.path));
  for (const path of analysis.workspace.workflows) {
    if (own.has(path)) continue;
    const file = analysis.workspace.file(path);
    if (file === 'absent') continue;
    if (file === 'notLoaded') {
      yield `\`${path}\` was not read`;
      continue;
    }
    for (const run of runsOf(analysis.workspace, file)) {
      for (const event of eventsInRun(run, ...kinds)) {
        if (event.reached === false || !wanted(event)) continue;
        const linked = image.events.map((publishing) => sameImage(publishing, subjectOf(event)));
        if (linked.includes(true)) yield event;
        else if (linked.includes('unknown'))
          yield `\`${event.tool}\` in \`${path}\` works on an image that is not known`;
      }
    }
  }
}

/** The run an event belongs to. */
export function runOf(runs: readonly Run[], event: ImageEvent): Run | undefined {
  return runOfJob(runs, event.job);
}
