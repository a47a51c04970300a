import type { BuildEvent, ImageEvent, PushEvent, SbomEvent, ScanEvent } from '../../event/event';
import { eventsOfKinds } from '../../event/events-of';
import { equal } from '../../expr/compare';
import type { Analysis } from '../../image/analysis';
import { eventsAround } from '../../image/events-around';
import { before, ofKind } from '../../image/in-job';
import { isLocal } from '../../image/published';
import { type Context, rule } from '../../lint/rule';
import { type Reference, shownName } from '../../run/reference';
import type { JobInstance } from '../../run/run';
import { hosted } from '../../run/runner';
import { datumText } from '../../value/value';

/**
 * Each job has a runner of its own, and what a build loads into the engine stays there (Docker Docs, "Share built image between jobs with
 * GitHub Actions"). Another job finds it only when it was pushed, or saved and handed over as an artifact.
 */
export const imageNotSharedBetweenJobs = rule({
  id: 'image-not-shared-between-jobs',
  summary: 'Job uses an image that exists only on the runner of another job',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'workflow',
  failures: ['F-131'],
  check(analysis, context) {
    for (const site of analysis.sites) {
      if (site.kind !== 'push' && site.kind !== 'scan' && site.kind !== 'sbom') continue;
      for (const event of site.events) if (usesImage(event)) check(event, analysis, context);
    }
  },
});

type Use = PushEvent | ScanEvent | SbomEvent;

function usesImage(event: ImageEvent): event is Use {
  if (event.reached !== true) return false;
  if (event.kind === 'push') return event.how === 'push';
  return (event.kind === 'scan' || event.kind === 'sbom') && event.subject === 'image';
}

function check(event: Use, analysis: Analysis, context: Context): void {
  const own = reachedBuilds(eventsOfKinds(event.job, ['build']));
  for (const reference of event.references ?? []) {
    if (own.some((build) => makes(build, reference))) continue;
    const events = eventsAround(analysis.runs, event.job, 'build', 'push', 'opaque');
    const made = reachedBuilds(events).filter((build) => makes(build, reference));
    const [other] = made;
    if (other === undefined) continue;
    // It is in the registry as well, or may be.
    if (made.some(({ pushes }) => pushes !== false) || pushedElsewhere(events, event, reference)) continue;
    const doubt = handedOver(event, other);
    if (doubt !== undefined) {
      context.undecided(doubt);
      return;
    }
    const pulls = event.kind !== 'push';
    const certain = !pulls || onlyLocal(reference);
    context.report({
      at: event.target?.span ?? event.span,
      message: certain
        ? `${shownName(reference)} was built on the runner of job \`${other.job.job.id}\` and is neither pushed nor handed over, so it does not exist here`
        : `${shownName(reference)} built in job \`${other.job.job.id}\` is not here, so \`${event.tool}\` takes what the registry has under that name`,
      severity: certain ? 'error' : 'warning',
      confidence: certain ? 'certain' : 'likely',
      related:
        other.step.step.owner === event.step.step.owner
          ? [{ at: other.span, message: 'built here and not pushed' }]
          : [],
      scenarios: [event.job.instance.scenarioId],
    });
    return;
  }
}

function reachedBuilds(events: readonly ImageEvent[]): readonly BuildEvent[] {
  return ofKind(events, 'build').filter(({ reached }) => reached !== false);
}

function makes(build: BuildEvent, reference: Reference): boolean {
  return build.known.some(
    (own) =>
      equal(own.name, reference.name) === true &&
      (own.tag === undefined
        ? reference.tag === undefined
        : reference.tag !== undefined && equal(own.tag, reference.tag) === true),
  );
}

function pushedElsewhere(events: readonly ImageEvent[], event: Use, reference: Reference): boolean {
  return events.some(
    (other) =>
      other !== event &&
      ((other.kind === 'push' &&
        other.reached !== false &&
        (other.references === undefined || other.known.some((own) => equal(own.name, reference.name) !== false))) ||
        (other.kind === 'opaque' && other.may.has('push') && other.order < event.order && other.reached !== false)),
  );
}

/** Whether the job may get the image in some other way: an artifact, a cache, a script that loads it, a machine that both jobs share. */
function handedOver(event: Use, build: BuildEvent): string | undefined {
  const earlier = before(event);
  if (ofKind(earlier, 'artifact').some(({ direction }) => direction === 'download'))
    return 'an artifact may hold the image';
  if (earlier.some((other) => other.kind === 'opaque' && (other.may.has('build') || other.may.has('push'))))
    return 'a step before it may bring the image';
  if (event.kind === 'scan' && event.archive !== undefined) return 'a saved image is scanned';
  if (
    event.job.steps.some((step) => LOADS.test(`${step.step.run?.field.text ?? ''} ${step.step.uses?.field.text ?? ''}`))
  )
    return 'a step of the job may load or pull the image';
  if (unsure(event.job) || unsure(build.job)) return 'whether both jobs run on one machine is not known';
  return undefined;
}

const LOADS = /\b(load|import|pull|build|tag|compose|download)\b|actions\/cache|artifact/;

function unsure(job: JobInstance): boolean {
  return hosted(job) !== true || job.job.container !== undefined;
}

/** Names that no registry has, as people give them to images they only try out. */
function onlyLocal({ registry, name }: Reference): boolean {
  if (registry !== undefined && isLocal(registry)) return true;
  return name.kind === 'known' && datumText(name.value).startsWith('docker.io/library/');
}
