import type { EventKind } from '../event/event';
import { type EventOf, eventsInRun, eventsOfKinds } from '../event/events-of';
import type { JobInstance, Run } from '../run/run';
import { runOfJob } from './run-of-job';

/** The events of some kinds in the run that a job belongs to; none where it belongs to none of the runs. */
export function eventsAround<K extends EventKind>(
  runs: readonly Run[],
  job: JobInstance,
  ...kinds: readonly K[]
): readonly EventOf<K>[] {
  const run = runOfJob(runs, job);
  return run === undefined ? [] : eventsInRun(run, ...kinds);
}

/**
 * Whether one of these events is wanted. The job's own come first, and those of another job are worked out when the search gets there,
 * so a question that the job itself answers costs no more than the job.
 */
export function happensAround<K extends EventKind>(
  runs: readonly Run[],
  job: JobInstance,
  kinds: readonly K[],
  wanted: (event: EventOf<K>) => boolean,
): boolean {
  const others = runOfJob(runs, job)?.jobs.filter((other) => other !== job);
  return others !== undefined && [job, ...others].some((one) => eventsOfKinds(one, kinds).some(wanted));
}
