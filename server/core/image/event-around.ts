import type { EventKind, ImageEvent } from './event';
import { eventsOfKinds } from './events-of';
import type { JobInstance, Run } from './run';
import { runOfJob } from './run-digests';

/**
 * The first wanted event of some kinds in the run that a job belongs to; undefined too where the job belongs to none of the runs. The
 * job's own events come first, and those of another job are worked out when the search gets there, so a question that the job itself
 * answers costs no more than the job.
 */
export function eventAround<K extends EventKind, E extends Extract<ImageEvent, { kind: K }>>(
  runs: readonly Run[],
  job: JobInstance,
  kinds: readonly K[],
  wanted: (event: Extract<ImageEvent, { kind: K }>) => event is E,
): E | undefined;
export function eventAround<K extends EventKind>(
  runs: readonly Run[],
  job: JobInstance,
  kinds: readonly K[],
  wanted: (event: Extract<ImageEvent, { kind: K }>) => boolean,
): Extract<ImageEvent, { kind: K }> | undefined;
export function eventAround<K extends EventKind>(
  runs: readonly Run[],
  job: JobInstance,
  kinds: readonly K[],
  wanted: (event: Extract<ImageEvent, { kind: K }>) => boolean,
): Extract<ImageEvent, { kind: K }> | undefined {
  const run = runOfJob(runs, job);
  if (run === undefined) return undefined;
  const own = eventsOfKinds(job, kinds).find(wanted);
  if (own !== undefined) return own;
  for (const other of run.jobs) {
    const found = other === job ? undefined : eventsOfKinds(other, kinds).find(wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
