import type { ImageEvent } from '../event/event';
import type { JobInstance } from '../run/run';
import type { Truth } from '../value/value';

/** Whether an event certainly (or never) happens before another one of the same run; jobs that do not need each other leave it open. */
export function happensBefore(first: ImageEvent, second: ImageEvent): Truth {
  if (first.job === second.job) return first.order < second.order;
  if (needs(second.job, first.job)) return true;
  return needs(first.job, second.job) ? false : 'unknown';
}

/** Whether a job waits for another one, directly or by way of others; a job of a called workflow waits as its caller does. */
export function needs(job: JobInstance, other: JobInstance): boolean {
  const memos = NEEDS.get(job) ?? new WeakMap<JobInstance, boolean>();
  NEEDS.set(job, memos);
  const memo = memos.get(other);
  if (memo !== undefined) return memo;
  const answer = waitsFor(job, other);
  memos.set(other, answer);
  return answer;
}

/** Rules compare events pair by pair, and each job has many. */
const NEEDS = new WeakMap<JobInstance, WeakMap<JobInstance, boolean>>();

function waitsFor(job: JobInstance, other: JobInstance): boolean {
  const seen = new Set<JobInstance>();
  const visit = (one: JobInstance): boolean => {
    if (seen.has(one)) return false;
    seen.add(one);
    // Most jobs wait for none, and a workflow may have hundreds.
    const needed =
      one.job.needs.length === 0
        ? []
        : one.instance.jobs.filter(({ job: { id } }) => one.job.needs.some(({ value }) => value === id));
    if (needed.some((before) => before === other || isWithin(other, before) || visit(before))) return true;
    return one.instance.caller !== undefined && !isWithin(other, one.instance.caller) && visit(one.instance.caller);
  };
  return visit(job);
}

/** Whether a job belongs to the workflow that another job calls. */
function isWithin(job: JobInstance, caller: JobInstance): boolean {
  for (let one = job.instance.caller; one !== undefined; one = one.instance.caller) if (one === caller) return true;
  return false;
}
