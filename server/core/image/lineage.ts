import type { Ability, BuildEvent, ImageEvent, PushEvent } from '../event/event';
import { eventsInRun } from '../event/events-of';
import type { Reference } from '../run/reference';
import type { JobInstance, Run } from '../run/run';
import { either } from '../value/truth';
import type { Truth } from '../value/value';
import type { Analysis, Evidence, PublishedImage } from './analysis';
import { buildsFor } from './builds-for';
import { buildsInFile } from './builds-in-file';
import { cluesElsewhere } from './clues-elsewhere';
import { sameInEngine } from './engine-images';
import type { Question } from './question';
import { runOfJob } from './run-of-job';
import { sameImage, sameSource, subjectOf } from './same-image';
import { tagSources } from './tag-sources';

type Publishing = BuildEvent | PushEvent;

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

/** Events of the image's own runs that answer the question, and reasons why others may. */
function* cluesInRuns<E extends ImageEvent>(
  analysis: Analysis,
  image: PublishedImage,
  { ability, kinds, wanted }: Question<E>,
): Generator<E | string> {
  const byRun = new Map<Run, Publishing[]>();
  for (const publishing of image.events) {
    const run = runOfJob(analysis.runs, publishing.job);
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

/** The same image, or one built from the same files in the same job and only loaded, as scanning before the push does. */
function linkedEvent(run: Run, publishing: Publishing, event: ImageEvent): Truth {
  const subject = subjectOf(event);
  const direct = sameImage(publishing, subject);
  if (direct === true) return true;
  // What was looked at under the name it had before.
  if (
    publishing.kind === 'push' &&
    event.job === publishing.job &&
    namesOne(subject.references, tagSources(publishing))
  )
    return true;
  const inFile = buildsInFile(event);
  if (inFile.some((build) => gives(build, publishing))) return true;
  if (inFile.length === 0 && 'archive' in event && event.archive !== undefined) return 'unknown';
  const own = publishing.kind === 'push' ? buildsInFile(publishing) : [];
  let answer: Truth = direct;
  for (const build of buildsFor(run, event)) {
    if (build === publishing) continue;
    if (publishing.kind === 'push') {
      // Both come from builds that are known, and not from the same one.
      if (own.length === 0 || own.some((other) => sameSource(build, other))) answer = 'unknown';
    } else if (sameSource(build, publishing)) {
      if (build.job.job.key === publishing.job.job.key) return true;
      // Another build of the same files: as good for its owner as it is unlike for a digest.
      answer = either(answer, 'unknown');
    } else answer = either(answer, build.known.some(({ registry }) => registry !== 'docker.io') ? false : 'unknown');
  }
  return answer;
}

function namesOne(references: readonly Reference[] | undefined, names: readonly Reference[]): boolean {
  return (
    names.length > 0 &&
    references?.some((reference) => names.some((name) => sameInEngine(reference, name) === true)) === true
  );
}

/** Whether what is published is the result of a build: itself, from the file it has written, or under its name from the engine. */
function gives(build: BuildEvent, publishing: Publishing): boolean {
  if (build === publishing) return true;
  if (publishing.kind === 'build') return false;
  return publishing.file === undefined
    ? publishing.how === 'push' &&
        (sameImage(build, subjectOf(publishing)) === true ||
          (build.job === publishing.job && namesOne(build.known, tagSources(publishing))))
    : buildsInFile(publishing).includes(build);
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
