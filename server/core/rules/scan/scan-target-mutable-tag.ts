import type { BuildEvent, PushEvent, SbomEvent, ScanEvent } from '../../event/event';
import { eventsOfKinds } from '../../event/events-of';
import { evaluateText } from '../../expr/evaluate';
import type { Analysis, Site } from '../../image/analysis';
import { neverPushed } from '../../image/never-pushed';
import { needs } from '../../image/order';
import { publishes } from '../../image/published';
import { runOfJob } from '../../image/run-of-job';
import { sameImage } from '../../image/same-image';
import { sourceText } from '../../image/source-text';
import { tagPusher } from '../../image/tag-pusher';
import { type ReportedFix, rule } from '../../lint/rule';
import { outputExpression } from '../../remedy/output-expression';
import { untagged } from '../../remedy/untagged';
import { jobEndScope } from '../../run/job-instance';
import type { Reference } from '../../run/reference';
import type { Run } from '../../run/run';
import { holes } from '../../value/text';
import { fieldNamed } from '../../workflow/field';

/** A tag can be moved between the push and the scan, and on this event it may not even be what was pushed (F-079). */
export const scanTargetMutableTag = rule({
  id: 'scan-target-mutable-tag',
  summary: 'Scan or SBOM reads a tag instead of the digest that was pushed',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: ['F-079'],
  check(analysis, { report }) {
    for (const site of analysis.sites) {
      if (site.kind !== 'scan' && site.kind !== 'sbom') continue;
      const all = site.events.flatMap((event) => {
        if ((event.kind !== 'scan' && event.kind !== 'sbom') || event.reached === false || event.subject !== 'image')
          return [];
        const found = taggedTarget(event, analysis);
        // A tag that is never pushed at all is `scan-target-missing`.
        return found === undefined || (event.kind === 'scan' && neverPushed(event, analysis.runs) !== undefined)
          ? []
          : [{ event, ...found }];
      });
      // Said once for all starts, so it has to hold on all of them.
      const [digest = '', ...others] = new Set(
        all.map(({ event, publishing, certain }) => (certain ? whereDigestIs(publishing, event) : '')),
      );
      for (const { event, reference, publishing, unique, certain } of all) {
        report({
          at: event.target?.span ?? site.span,
          message: `\`${event.tool}\` reads \`${sourceText(event, event.target?.span ?? site.span)}\`, ${isLatest(reference) ? 'so `latest`, which' : 'a tag that'} can name another image than the one this run pushed${others.length === 0 ? digest : ''}`,
          severity: unique ? 'hint' : 'warning',
          confidence: 'certain',
          related:
            publishing.step.step.owner.file === analysis.file
              ? [
                  {
                    at: publishing.span,
                    message: tellsArtifacts(publishing)
                      ? 'pushed here; the output `artifacts` holds the digest'
                      : 'pushed here',
                  },
                ]
              : [],
          scenarios: [event.job.instance.scenarioId],
          ...(certain ? fixFor(site, event, publishing, reference) : {}),
        });
      }
    }
  },
});

interface Tagged {
  readonly reference: Reference;
  readonly publishing: BuildEvent | PushEvent;
  /** The tag names the run or the commit, so it hardly moves. */
  readonly unique: boolean;
  /** Whether it is this push that gave the image its tag. */
  readonly certain: boolean;
}

/** A reference by tag to an image that the same run pushes with a digest, unless it was loaded in this job before. */
function taggedTarget(event: ScanEvent | SbomEvent, { runs }: Analysis): Tagged | undefined {
  const [reference] = event.references ?? [];
  if (reference === undefined || reference.digest !== undefined || event.references?.length !== 1) return undefined;
  if (
    eventsOfKinds(event.job, ['build']).some(
      (build) =>
        build.loads !== false && build.pushes !== true && build.reached !== false && sameImage(build, event) !== false,
    )
  )
    return undefined;
  const pushes = pushedBefore(event, runs).filter((other) => sameImage(other, event) === true);
  const pusher = tagPusher(reference, pushes);
  // The digest of an index is not that of the builds in it.
  const publishing = pusher ?? pushes.find(hasDigest);
  if (publishing === undefined || !hasDigest(publishing)) return undefined;
  const unique =
    reference.tag !== undefined && holes(reference.tag).some(({ key }) => /sha|run_id|run_number/.test(key));
  return { reference, publishing, unique, certain: pusher !== undefined };
}

/** Whether it gives out the digest of what it pushed. */
function hasDigest(event: BuildEvent | PushEvent): boolean {
  return event.digest !== undefined || tellsArtifacts(event);
}

/** What the run has certainly published when the event happens: in its own job, or in one that its job waits for. */
function pushedBefore(event: ScanEvent | SbomEvent, runs: readonly Run[]): readonly (BuildEvent | PushEvent)[] {
  const run = runOfJob(runs, event.job);
  const needed = run?.jobs.filter((job) => needs(event.job, job)) ?? [];
  return [event.job, ...needed]
    .flatMap((job) => eventsOfKinds(job, ['build', 'push']))
    .filter(
      (other) =>
        (other.job !== event.job || other.order < event.order) &&
        publishes(other) &&
        (other.kind === 'push' || other.pushes === true),
    );
}

/**
 * How the digest gets to the event. The legs of a matrix share their job outputs, so the digests of several get to another job by way of
 * artifacts only.
 */
function whereDigestIs(publishing: BuildEvent | PushEvent, { job }: ScanEvent | SbomEvent): string {
  const { job: from } = publishing;
  const atHand = '; its digest is at hand';
  if (from === job) return atHand;
  if (from.instance !== job.instance || (from.matrix?.several ?? false) !== false) return '';
  const handed = from.job.outputs.fields.some(
    ({ field }) =>
      field !== undefined &&
      holes(evaluateText(field.template, jobEndScope(from))).some(({ origin }) => origin?.step === publishing.step.key),
  );
  return handed ? atHand : '; hand its digest over as a job output';
}

/** A name that is written out and has no tag. */
function isLatest({ tag, value }: Reference): boolean {
  return tag === undefined && value.kind === 'known';
}

/** GoReleaser's action gives out `artifacts`, JSON with the digest of every image (goreleaser/goreleaser-action README, "outputs"). */
function tellsArtifacts(event: BuildEvent | PushEvent): boolean {
  return event.tool === 'goreleaser' && event.step.step.uses !== undefined;
}

function fixFor(
  site: Site,
  event: ScanEvent | SbomEvent,
  publishing: BuildEvent | PushEvent,
  reference: Reference,
): { readonly fix?: ReportedFix } {
  const { step } = site;
  const producer = publishing.step.step;
  const { digest } = publishing;
  if (
    event.command !== undefined ||
    step.uses === undefined ||
    publishing.job !== event.job ||
    producer.owner !== step.owner ||
    digest === undefined
  )
    return {};
  const input = event.tool === 'aquasecurity/trivy-action' ? 'image-ref' : 'image';
  return {
    fix: {
      title: 'Read the digest that was pushed',
      edit: (editor) => {
        const written = step.uses === undefined ? undefined : fieldNamed(step.uses.with, input)?.field?.text;
        const name = untagged(written ?? '', reference, step);
        if (typeof name !== 'string') return name;
        const id = editor.ensureId(producer, 'build');
        return typeof id === 'string' ? editor.setInput(step, input, `${name}@${outputExpression(id, digest)}`) : id;
      },
    },
  };
}
