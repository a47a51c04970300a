import { equal } from '../expr/compare';
import { holes } from '../value/text';
import { either } from '../value/truth';
import type { StepOutput, Truth } from '../value/value';
import type { Analysis, Evidence, PublishedImage } from './analysis';
import type {
  Ability,
  AttestEvent,
  BuildEvent,
  ImageEvent,
  OpaqueEvent,
  PushEvent,
  SbomEvent,
  ScanEvent,
  SignEvent,
} from './event';
import { eventsInRun } from './events-of';
import type { Reference } from './reference';
import type { JobInstance, Run } from './run';
import { runOfJob } from './run-of-job';
import { runsOf } from './runs';

type Publishing = BuildEvent | PushEvent;

/** Whether some scan looks at the image: in its own runs, or in another workflow of the repository. */
export function scansOf(analysis: Analysis, image: PublishedImage): Evidence<ScanEvent> {
  return evidence(
    analysis,
    image,
    'scan',
    (event): event is ScanEvent =>
      event.kind === 'scan' && event.subject !== 'config' && event.subject !== 'filesystem',
  );
}

export function sbomsOf(analysis: Analysis, image: PublishedImage): Evidence<SbomEvent | AttestEvent> {
  return evidence(
    analysis,
    image,
    'sbom',
    (event): event is SbomEvent | AttestEvent =>
      (event.kind === 'sbom' && event.subject !== 'filesystem') ||
      (event.kind === 'attest' && event.predicate !== 'provenance' && event.predicate !== 'other'),
  );
}

export function signaturesOf(analysis: Analysis, image: PublishedImage): Evidence<SignEvent | AttestEvent> {
  return evidence(
    analysis,
    image,
    'sign',
    (event): event is SignEvent | AttestEvent =>
      event.kind === 'sign' || (event.kind === 'attest' && event.subjectPath === undefined),
  );
}

export function attestationsOf(analysis: Analysis, image: PublishedImage): Evidence<AttestEvent> {
  return evidence(
    analysis,
    image,
    'attest',
    (event): event is AttestEvent =>
      event.kind === 'attest' && event.predicate !== 'sbom' && event.subjectPath === undefined,
  );
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

function evidence<E extends ImageEvent>(
  analysis: Analysis,
  image: PublishedImage,
  ability: Ability,
  wanted: (event: ImageEvent) => event is E,
): Evidence<E> {
  const found: E[] = [];
  let reason: string | undefined;
  const byRun = new Map<Run, Publishing[]>();
  for (const publishing of image.events) {
    const run = runOf(analysis.runs, publishing);
    if (run !== undefined) byRun.set(run, [...(byRun.get(run) ?? []), publishing]);
  }
  for (const [run, publishings] of byRun) {
    const { candidates, opaque, unread } = aboutImages(run);
    for (const event of candidates) {
      if (!wanted(event)) continue;
      for (const publishing of publishings) {
        const linked = linkedEvent(run, publishing, event);
        if (linked === true) found.push(event);
        else if (linked === 'unknown') reason ??= `\`${event.tool}\` works on an image that is not known`;
      }
    }
    for (const event of opaque) if (event.may.has(ability)) reason ??= event.reason;
    for (const job of unread) reason ??= unreadCallee(job, ability);
  }
  if (found.length > 0) return { found: true, events: found };
  const elsewhere = otherWorkflows(analysis, image, wanted);
  if (elsewhere.found === true) return elsewhere;
  reason ??= elsewhere.reason;
  return reason === undefined ? { found: false, events: [] } : { found: 'unknown', events: [], reason };
}

/** What the questions above look at in a run, found once for all its images. */
interface AboutImages {
  /** Scans, SBOMs, signatures and attestations that may happen. */
  readonly candidates: readonly ImageEvent[];
  readonly opaque: readonly OpaqueEvent[];
  /** Jobs whose called workflow cannot be read. */
  readonly unread: readonly JobInstance[];
  /** Builds that give exactly what an event works on. */
  readonly builtFor: WeakMap<ImageEvent, readonly BuildEvent[]>;
}

function aboutImages(run: Run): AboutImages {
  const memo = ABOUT_IMAGES.get(run);
  if (memo !== undefined) return memo;
  const about: AboutImages = {
    candidates: eventsInRun(run, ...ABOUT).filter(({ reached }) => reached !== false),
    opaque: eventsInRun(run, 'opaque').filter(({ reached }) => reached !== false),
    unread: run.jobs.filter(({ callee }) => callee !== undefined && 'unread' in callee),
    builtFor: new WeakMap(),
  };
  ABOUT_IMAGES.set(run, about);
  return about;
}

const ABOUT = ['scan', 'sbom', 'sign', 'attest'] as const;
const ABOUT_IMAGES = new WeakMap<Run, AboutImages>();

function buildsFor(run: Run, event: ImageEvent): readonly BuildEvent[] {
  const { builtFor } = aboutImages(run);
  const memo = builtFor.get(event);
  if (memo !== undefined) return memo;
  const subject = subjectOf(event);
  const found = eventsInRun(run, 'build').filter((build) => sameImage(build, subject) === true);
  builtFor.set(event, found);
  return found;
}

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

function sameSource(a: BuildEvent, b: BuildEvent): boolean {
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
function otherWorkflows<E extends ImageEvent>(
  analysis: Analysis,
  image: PublishedImage,
  wanted: (event: ImageEvent) => event is E,
): Evidence<E> {
  const own = new Set(analysis.runs.map((run) => run.root.workflow.file.path));
  let reason: string | undefined;
  for (const path of analysis.workspace.workflows) {
    if (own.has(path)) continue;
    const file = analysis.workspace.file(path);
    if (file === 'absent') continue;
    if (file === 'notLoaded') {
      reason ??= `\`${path}\` was not read`;
      continue;
    }
    for (const run of runsOf(analysis.workspace, file)) {
      for (const event of eventsInRun(run, ...ABOUT)) {
        if (event.reached === false || !wanted(event)) continue;
        const linked = image.events.map((publishing) => sameImage(publishing, subjectOf(event)));
        if (linked.includes(true)) return { found: true, events: [event] };
        if (linked.includes('unknown'))
          reason ??= `\`${event.tool}\` in \`${path}\` works on an image that is not known`;
      }
    }
  }
  return reason === undefined ? { found: false, events: [] } : { found: 'unknown', events: [], reason };
}

/** The run an event belongs to. */
export function runOf(runs: readonly Run[], event: ImageEvent): Run | undefined {
  return runOfJob(runs, event.job);
}
