import type { BuildEvent } from '../event/event';
import { eventsInRun, eventsOfKinds } from '../event/events-of';
import type { Run } from '../run/run';
import { runnerArchitecture } from '../run/runner';
import { runsOf } from '../run/runs';
import { show } from '../value/text';
import { knownText } from '../value/value';
import type { Analysis } from './analysis';
import { type CacheEntry, ghaCaches } from './gha-cache';
import { runOfJob } from './run-of-job';

/**
 * A build of another image, or of other platforms, that exports to the same cache: in the same run, or in a run of another workflow on the
 * same branch (caches are kept by branch: docs.github.com "Dependency caching", restrictions for accessing a cache).
 */
export function cacheRival(event: BuildEvent, own: CacheEntry, analysis: Analysis): BuildEvent | undefined {
  const wanted = madeFrom(event);
  const run = runOfJob(analysis.runs, event.job);
  if (wanted === undefined || run === undefined) return undefined;
  const isRival = (other: BuildEvent): boolean => collides(event, other, own, wanted);
  return (
    earlierBuilds(event).find(isRival) ??
    buildsOfOtherCalls(event, run).find(isRival) ??
    (namedOutright(event, own)
      ? buildOfOtherWorkflow(
          run,
          analysis,
          (other) => namedOutright(other, own) && madeFrom(other) !== wanted && isRival(other),
        )
      : undefined)
  );
}

/** Context and Dockerfile, where both are known or at least comparable. */
export function madeFrom({ context, file }: BuildEvent): string | undefined {
  if (context?.value.kind === 'unknown' || file?.value.kind === 'unknown') return undefined;
  const plain = (text: string): string => text.trim().replace(/^\.\//, '').replace(/\/$/, '');
  const folder = context === undefined ? '.' : plain(show(context.value));
  return `${folder === '' ? '.' : folder}\n${file === undefined ? `${folder}/Dockerfile`.replace(/^\.?\//, '') : plain(show(file.value))}`;
}

/** The earlier builds of the workflow. */
function earlierBuilds(event: BuildEvent): readonly BuildEvent[] {
  return event.job.instance.jobs
    .flatMap((job) => eventsOfKinds(job, ['build']))
    .filter((other) => other.site !== event.site && other.order < event.order);
}

/** For a build of a called workflow, those of other called workflows in the same run, or of other calls of its own. */
function buildsOfOtherCalls(event: BuildEvent, run: Run): readonly BuildEvent[] {
  return event.job.instance.caller === undefined
    ? []
    : eventsInRun(run, 'build').filter((other) => other.job.instance !== event.job.instance);
}

/**
 * A build of another workflow that runs on the default branch too, by whatever starts it: whichever paths start the one and the other, the
 * branch has one cache per scope. Only what is known by name can be compared between runs.
 */
function buildOfOtherWorkflow(
  run: Run,
  { workspace }: Analysis,
  wanted: (other: BuildEvent) => boolean,
): BuildEvent | undefined {
  if (!onDefaultBranch(run)) return undefined;
  for (const path of workspace.workflows) {
    const file = workspace.file(path);
    if (typeof file === 'string' || file === run.root.workflow.file) continue;
    for (const elsewhere of runsOf(workspace, file).filter(onDefaultBranch)) {
      const found = eventsInRun(elsewhere, 'build').find(wanted);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function onDefaultBranch({ root }: Run): boolean {
  return root.scenario.id === 'push:default-branch' || root.scenario.id === 'schedule';
}

function namedOutright({ context, file }: BuildEvent, { scope }: CacheEntry): boolean {
  return [context?.value, file?.value, scope].every((value) => value === undefined || value.kind === 'known');
}

function collides(event: BuildEvent, other: BuildEvent, own: CacheEntry, wanted: string): boolean {
  return (
    other.builder === 'buildx' &&
    other.command === undefined &&
    other.reached === true &&
    other.builds !== false &&
    ghaCaches(other.cacheTo)?.some(({ key }) => key === own.key) === true &&
    ((madeFrom(other) ?? wanted) !== wanted || buildsElsewhere(event, other))
  );
}

/** Whether two jobs build the same for platforms of which none is the other's; within one job the second may go on from the first. */
function buildsElsewhere(event: BuildEvent, other: BuildEvent): boolean {
  const [own, others] = [platformsOf(event), platformsOf(other)];
  return (
    event.job !== other.job && own !== undefined && others !== undefined && !own.some((one) => others.includes(one))
  );
}

function platformsOf({ job, platforms }: BuildEvent): readonly string[] | undefined {
  const native = platforms === undefined ? runnerArchitecture(job) : undefined;
  const text = platforms === undefined ? native && `linux/${native}` : knownText(platforms.value);
  return text?.split(/[,\s]+/).filter((one) => one !== '');
}
