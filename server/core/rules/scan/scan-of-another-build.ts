import type { BuildEvent, ImageEvent, PushEvent, ScanEvent } from '../../event/event';
import { eventsInRun, eventsOfKinds } from '../../event/events-of';
import { evidenceOf } from '../../image/lineage';
import { onlyPullRequests } from '../../image/published-words';
import { SCANNED } from '../../image/question';
import { type RebuildChange, rebuildChange } from '../../image/rebuild-change';
import { runOfJob } from '../../image/run-of-job';
import { sameImage, sameSource, subjectOf } from '../../image/same-image';
import { rule } from '../../lint/rule';
import type { Editor } from '../../remedy/editor';
import { scanWithTrivy } from '../../remedy/insert-steps';
import { writtenInput } from '../../run/operand';
import type { Refusal } from '../../text/edit';

/**
 * A second build of the same files on another runner takes whatever its base image and package mirrors hold by then, so a scan of the first
 * says nothing certain of it (docs.docker.com, "Building best practices", "Pin base image versions"). With a shared layer cache, or in the same
 * job, the layers are the same ones (docs.docker.com, "Test before push with GitHub Actions").
 */
export const scanOfAnotherBuild = rule({
  id: 'scan-of-another-build',
  summary: 'Scan looks at another build of the files than the one that is published',
  severity: 'info',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'image',
  failures: [],
  check(image, { analysis, report, undecided }) {
    if (onlyPullRequests(image)) return;
    for (const publishing of image.events) {
      const run = runOfJob(analysis.runs, publishing.job);
      const builds = buildsOf(publishing);
      const change = rebuildChange(publishing);
      if (change !== undefined && evidenceOf(analysis, image, SCANNED).events.length === 0) {
        const names = AND.format(change.inputs.map((name) => `\`${name}\``));
        report({
          at: image.site.span,
          message: `${names} of the build that was scanned ${change.inputs.length > 1 ? 'are' : 'is'} not given here, so another image is published than the scan has seen`,
          severity: 'warning',
          confidence: 'likely',
          related: [{ at: change.scanned.span, message: 'this is the build that was scanned' }],
          scenarios: [publishing.job.instance.scenarioId],
          fix: {
            title: `Build what was scanned: add ${names}`,
            edit: (editor) => giveInputs(editor, publishing, change),
          },
        });
        continue;
      }
      if (run === undefined || builds.length === 0 || builds.some(sharesLayers)) continue;
      const scan = eventsInRun(run, 'scan').find((event) => SCANNED.wanted(event) && looksElsewhere(event, builds));
      if (scan === undefined) continue;
      const evidence = evidenceOf(analysis, image, SCANNED);
      if (evidence.events.some((event) => !looksElsewhere(event, builds))) return;
      if (publishing.reached !== true) return undecided('whether it is published is not known');
      report({
        at: image.site.span,
        message: `this is built anew here, so the scan in job \`${scan.job.job.id}\` has not seen what is published`,
        confidence: 'likely',
        related:
          scan.step.step.owner.file === analysis.file
            ? [{ at: scan.span, message: 'looks at another build of the same files' }]
            : [],
        scenarios: [publishing.job.instance.scenarioId],
        fix: {
          title: 'Scan the pushed digest with Trivy: upload the result, fail on severe findings',
          edit: (editor) => scanWithTrivy(editor, image),
        },
      });
    }
  },
});

const AND = new Intl.ListFormat('en-GB');

function giveInputs(editor: Editor, { step }: ImageEvent, { scanned, inputs }: RebuildChange): Refusal | undefined {
  for (const name of inputs) {
    const text = writtenInput(scanned.step.step, name);
    const refusal = text === undefined ? undefined : editor.setInput(step.step, name, text);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The builds whose result is published: the event itself, or those of its job that give the image its name. */
function buildsOf(publishing: BuildEvent | PushEvent): readonly BuildEvent[] {
  if (publishing.kind === 'build') return [publishing];
  if (publishing.how !== 'push' || publishing.file !== undefined) return [];
  return buildsNamed(publishing);
}

/** The builds of a job that give an image the name by which an event of the same job takes it. */
function buildsNamed(event: PushEvent | ScanEvent): readonly BuildEvent[] {
  return eventsOfKinds(event.job, ['build']).filter((build) => sameImage(build, subjectOf(event)) === true);
}

/** Whether what a scan looks at is certainly only another build of the same files, made in another job and never pushed. */
function looksElsewhere(scan: ScanEvent, published: readonly BuildEvent[]): boolean {
  if (scan.reached === false || published.some(({ job }) => job === scan.job)) return false;
  const scanned = buildsNamed(scan);
  return (
    scanned.length > 0 &&
    scanned.every(
      (build) => build.pushes === false && !sharesLayers(build) && published.every((other) => sameSource(build, other)),
    )
  );
}

/** Whether a build takes layers from elsewhere, or may. */
function sharesLayers({ cacheFrom, builder }: BuildEvent): boolean {
  return cacheFrom !== undefined || (builder !== 'docker' && builder !== 'buildx');
}
