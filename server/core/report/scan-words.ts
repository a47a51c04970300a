import type { SbomEvent, ScanEvent } from '../event/event';
import { eventsInRun, eventsOf } from '../event/events-of';
import type { Analysis } from '../image/analysis';
import { happensAround } from '../image/events-around';
import { judgedByStep } from '../image/judged-later';
import { sameImage } from '../image/same-image';
import type { Reference } from '../run/reference';
import { parts, show } from '../value/text';
import type { TemplatePart } from '../value/value';
import type { BuildPointer } from './build-pointer';

type By = 'digest' | 'tag' | 'unknown';

/** What a scan looks at, by which name, and what follows from what it finds, in the words of the truth labels. */
export function scanWords(events: readonly ScanEvent[], analysis: Analysis, images: readonly BuildPointer[]): object {
  const [first] = events;
  const files = events.flatMap(({ sarif }) => (sarif === undefined ? [] : [show(sarif.value)]));
  const uploads = analysis.runs.some((run) =>
    eventsInRun(run, 'upload-sarif').some(
      (event) => event.reached !== false && events.some((scan) => scan.job === event.job) && files.length > 0,
    ),
  );
  const by = referredBy(events);
  return {
    subject: scanSubject(first?.subject, events, analysis, images),
    by: first?.archive !== undefined || (by !== 'digest' && events.some(isLocal)) ? 'local' : by,
    gates: events.some(canFail),
    sarif_upload: uploads,
    images,
  };
}

/** Whether what is found fails the job, by the scan itself or by a step behind it. */
function canFail(event: ScanEvent): boolean {
  const judged = judgedByStep(event);
  return judged === 'output' || (event.gates === true && (event.failure.kind !== 'ignored' || judged === 'outcome'));
}

/** What an SBOM describes; the labels have no word of their own for files. */
export function sbomSubject(events: readonly SbomEvent[], analysis: Analysis, images: readonly BuildPointer[]): string {
  const word = imageSubject(events, analysis, images);
  return word === 'built image' || word === 'unknown' ? word : 'other';
}

/** Whether references name a digest or only a tag. */
export function referredBy(events: readonly { readonly references: readonly Reference[] | undefined }[]): By {
  const references = events.flatMap((event) => event.references ?? []);
  const open = references.filter(({ digest, value }) => digest === undefined && parts(value).every(isHole));
  if (references.length === open.length) return 'unknown';
  return references.every(({ digest }) => digest !== undefined) ? 'digest' : 'tag';
}

/** A reference of nothing else may hold either: some outputs called `digest` are whole references. */
function isHole(part: TemplatePart): boolean {
  return typeof part !== 'string';
}

function scanSubject(
  subject: ScanEvent['subject'] | undefined,
  events: readonly ScanEvent[],
  analysis: Analysis,
  images: readonly BuildPointer[],
): string {
  if (subject === 'image') return imageSubject(events, analysis, images);
  return subject === undefined || subject === 'sbom' ? 'unknown' : subject;
}

function imageSubject(
  events: readonly (ScanEvent | SbomEvent)[],
  { runs }: Analysis,
  images: readonly BuildPointer[],
): string {
  if (events.every(({ subject }) => subject === 'filesystem')) return 'filesystem';
  if (images.length > 0) return 'built image';
  const named = events.filter(({ references }) => references !== undefined);
  const mayBeBuilt = named.some((event) =>
    happensAround(
      runs,
      event.job,
      ['build', 'opaque'],
      (other) =>
        other.reached !== false &&
        (other.kind === 'build' ? sameImage(other, event) === 'unknown' : other.may.has('build')),
    ),
  );
  return named.length > 0 && !mayBeBuilt ? 'other image' : 'unknown';
}

/** A scan of what its job has built and not pushed yet, or of a bare name that only the engine on the runner knows. */
function isLocal(scan: ScanEvent): boolean {
  const bare = (scan.references ?? []).some(
    ({ registry, value }) => registry === 'docker.io' && !show(value).includes('/'),
  );
  const all = eventsOf(scan.job);
  const before = all.slice(0, all.indexOf(scan)).filter(({ reached }) => reached !== false);
  const about = before.filter(
    (event) => (event.kind === 'build' || event.kind === 'push') && sameImage(event, scan) === true,
  );
  const built = about.some((event) => event.kind === 'build');
  const pushed = about.some((event) => event.kind === 'push' || (event.kind === 'build' && event.pushes !== false));
  return bare || (built && !pushed);
}
