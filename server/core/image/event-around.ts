import type { ImageEvent } from './event';
import { eventsOf } from './events-of';
import type { JobInstance, Run } from './run';
import { runOfJob } from './run-digests';

/** The first event around a job that is wanted. */
export function eventAround<E extends ImageEvent>(
  runs: readonly Run[],
  job: JobInstance,
  wanted: (event: ImageEvent) => event is E,
): E | undefined;
export function eventAround(
  runs: readonly Run[],
  job: JobInstance,
  wanted: (event: ImageEvent) => boolean,
): ImageEvent | undefined;
export function eventAround(
  runs: readonly Run[],
  job: JobInstance,
  wanted: (event: ImageEvent) => boolean,
): ImageEvent | undefined {
  for (const event of eventsAround(runs, job)) if (wanted(event)) return event;
  return undefined;
}

/**
 * All events of the run that a job belongs to, the job's own first. The events of another job are worked out when the reader gets there,
 * so a question that the job itself answers costs no more than the job. Nothing where the job belongs to none of the runs.
 */
function* eventsAround(runs: readonly Run[], job: JobInstance): Generator<ImageEvent> {
  const run = runOfJob(runs, job);
  if (run === undefined) return;
  yield* eventsOf(job);
  for (const other of run.jobs) if (other !== job) yield* eventsOf(other);
}
