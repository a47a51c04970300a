import { callsCode } from '../event/called-file';
import type { Ability, BuildEvent, ImageEvent, OpaqueEvent, PushEvent } from '../event/event';
import { eventsInRun, eventsOfKinds } from '../event/events-of';
import type { Run } from '../run/run';
import { runsOf } from '../run/runs';
import { wordTexts } from '../shell/word-text';
import type { Analysis, PublishedImage } from './analysis';
import { buildsFor } from './builds-for';
import type { Question } from './question';
import { sameImage, sameSource, subjectOf } from './same-image';

/** Scheduled rescans and the like: what other workflows of the repository do to an image of the same name. */
export function* cluesElsewhere<E extends ImageEvent>(
  analysis: Analysis,
  image: PublishedImage,
  { ability, kinds, wanted }: Question<E>,
): Generator<E | string> {
  const read = new Set(analysis.runs.map((run) => run.root.workflow.file.path));
  const own = image.events.flatMap(buildsOf);
  for (const path of analysis.workspace.workflows) {
    if (read.has(path)) continue;
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
        else if (ability === 'scan' && buildsFor(run, event).some((build) => own.some((one) => sameSource(one, build))))
          yield `\`${event.tool}\` in \`${path}\` looks at another build of the same files`;
      }
      for (const event of eventsInRun(run, 'opaque'))
        if (event.may.has(ability) && SAYS[ability]?.test(wordsOf(event, image)) === true)
          yield `${event.reason} (in \`${path}\`)`;
      // A rescan goes by the image's name; what is signed or attested is named by a digest, which only its own run has.
      if (ability === 'scan') yield* scannersCalled(run, path);
    }
  }
}

/** The build that publishes, or those of its job that give a push its image. */
function buildsOf(publishing: BuildEvent | PushEvent): readonly BuildEvent[] {
  return publishing.kind === 'build'
    ? [publishing]
    : eventsOfKinds(publishing.job, ['build']).filter((build) => sameImage(build, subjectOf(publishing)) === true);
}

/**
 * What a script, make target or workflow that another workflow runs has to be called to be taken for the answer. There most of them have nothing to do
 * with the image, and one that may do anything would silence every rule about something absent.
 */
const SAYS: Partial<Record<Ability, RegExp>> = {
  scan: /trivy|grype|snyk|(image|container|docker)s?[-_ ]?scan|scan[-_ ]?(image|container|docker)/i,
  sbom: /sbom|syft/i,
  sign: /cosign|(image|container|docker)s?[-_ ]?sign|sign[-_ ]?(image|container|docker)/i,
  attest: /attest|provenance/i,
};

/** Workflows of other repositories that are called after what they do. */
function* scannersCalled({ jobs }: Run, path: string): Generator<string> {
  for (const { callee, job, reached } of jobs) {
    const name = /[^/]*$/.exec(job.call?.uses.text ?? '')?.[0] ?? '';
    if (reached !== false && callee !== undefined && 'unread' in callee && SAYS.scan?.test(name) === true)
      yield `${callee.unread} (called in \`${path}\`)`;
  }
}

/**
 * The name of an action nobody described, or the words of a command that runs a script of the repository or a make target, or has a registry
 * scan; empty for any other, and for an action whose inputs are written out and name another image or none.
 */
function wordsOf({ command, tool, step }: OpaqueEvent, image: PublishedImage): string {
  if (command === undefined) {
    const { uses } = step.step;
    const given = uses?.with.fields.map(({ field }) => field?.text ?? '').join(' ') ?? '';
    const other =
      given !== '' &&
      !given.includes('${{') &&
      !image.names.some((name) => given.includes(name.slice(name.lastIndexOf('/') + 1)));
    return other ? '' : (uses?.field.text ?? '');
  }
  const words = wordTexts(command.words);
  // Commands of the catalogue are called by their program and what it is to do.
  return callsCode(words) || tool.includes(' ') ? words.join(' ') : '';
}
