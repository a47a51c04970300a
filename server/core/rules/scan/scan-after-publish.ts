import type { BuildEvent, PushEvent, ScanEvent } from '../../event/event';
import type { Analysis, PublishedImage } from '../../image/analysis';
import { eventsAround } from '../../image/events-around';
import { judgedByStep } from '../../image/judged-later';
import { happensBefore, needs } from '../../image/order';
import { nameOf } from '../../image/published-words';
import { sameImage } from '../../image/same-image';
import { rule } from '../../lint/rule';

/** A gate behind the push closes when the image is out: whoever pulls the tag has it (Docker docs, "Test before push"; F-080). */
export const scanAfterPublish = rule({
  id: 'scan-after-publish',
  summary: 'Image is scanned only when it is already published',
  severity: 'hint',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'image',
  failures: ['F-080'],
  check(image, { analysis, report, undecided }) {
    for (const publishing of image.events) {
      if (!tagsForSure(publishing)) continue;
      const gate = gateBehind(publishing, analysis);
      if (gate === undefined) continue;
      // A scan of the code or of something that cannot be told may be the gate before.
      const orders = eventsAround(analysis.runs, publishing.job, 'scan')
        .filter(looksAtImages)
        .map((scan) => happensBefore(scan, publishing));
      if (orders.includes('unknown') && !orders.includes(true)) undecided('a scan may come before the push');
      if (orders.some((order) => order !== false) || promoted(analysis, image, publishing)) continue;
      report({
        at: image.site.span,
        message: `${nameOf(image)} is published before \`${gate.tool}\` looks at it, so what the scan finds is already out`,
        confidence: 'certain',
        related: gate.step.step.owner.file === analysis.file ? [{ at: gate.span, message: 'scanned here' }] : [],
        scenarios: [publishing.job.instance.scenarioId],
      });
    }
  },
});

function looksAtImages({ subject, reached }: ScanEvent): boolean {
  return subject !== 'filesystem' && subject !== 'config' && reached !== false;
}

/** A scan of the published image that stops the run, in the same job or in one that waits for it. */
function gateBehind(publishing: BuildEvent | PushEvent, { runs }: Analysis): ScanEvent | undefined {
  const { job } = publishing;
  return eventsAround(runs, job, 'scan').find(
    (scan) =>
      looksAtImages(scan) &&
      scan.gates === true &&
      (scan.failure.kind === 'stops' || judgedByStep(scan) === 'outcome') &&
      (scan.job === job || needs(scan.job, job)) &&
      sameImage(publishing, scan) === true,
  );
}

/** Whether it certainly gives the image a tag that people pull; one that names the run or a stage is not such a tag. */
function tagsForSure(event: BuildEvent | PushEvent): boolean {
  if (event.reached !== true || (event.kind === 'build' && (event.pushes !== true || event.pushByDigest !== false)))
    return false;
  return event.known.some(
    ({ tag, digest }) =>
      digest === undefined &&
      !(
        tag?.kind === 'known' &&
        /\b(stag(e|ing)|candidate|rc|scan|test|tmp|temp|ci|build|unscanned|pending)\b/i.test(String(tag.value))
      ) &&
      !(
        tag?.kind === 'template' &&
        tag.parts.some((part) => typeof part !== 'string' && /sha|run_id|run_number/.test(part.key))
      ),
  );
}

/** Whether a later copy or index of the run gives out the image, so that the push before it was only for staging. */
function promoted({ runs }: Analysis, image: PublishedImage, publishing: BuildEvent | PushEvent): boolean {
  return eventsAround(runs, publishing.job, 'push').some(
    (event) =>
      (event.how === 'copy' || event.how === 'index') &&
      event.order > publishing.order &&
      event.reached !== false &&
      !image.events.includes(event),
  );
}
