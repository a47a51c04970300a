import type { BuildEvent, PushEvent } from '../event/event';
import { eventsOf } from '../event/events-of';
import { holds } from '../expr/evaluate';
import type { Scope } from '../expr/scope';
import type { JobInstance } from '../run/run';
import type { Truth } from '../value/value';
import { conditionOfPart } from '../workflow/condition-of-part';

/** What a job's own condition says, whatever the jobs it needs do. */
export function ownCondition({ job, outside }: JobInstance): Truth {
  const condition = conditionOfPart(job);
  if (condition === undefined || condition.alwaysTrue) return true;
  return condition.expression === undefined ? 'unknown' : holds(condition.expression, onlyContexts(outside));
}

/** Whether a job's steps would push if the job ran; they count as not reached where the job is not. */
export function wouldPublish(instance: JobInstance): boolean {
  const { callee } = instance;
  if (callee !== undefined)
    return 'jobs' in callee && callee.jobs.some((inner) => inner !== instance && wouldPublish(inner));
  return eventsOf(instance).some(
    (event) =>
      (event.kind === 'push' || (event.kind === 'build' && event.pushes !== false && event.builds !== false)) &&
      stepWouldRun(event),
  );
}

function stepWouldRun({ step, job }: BuildEvent | PushEvent): boolean {
  const condition = conditionOfPart(step.step);
  if (condition?.expression === undefined) return true;
  return holds(condition.expression, onlyContexts(job.outside)) !== false;
}

/** Status functions are left open: what they say depends on jobs and steps that have run. */
function onlyContexts({ lookup, qualify }: Scope): Scope {
  return { lookup, qualify };
}
