import type { ImageEvent } from './event';
import { eventsOfScript } from './from-command';
import { eventsOfAction } from './from-step';
import type { JobInstance, StepInstance } from './run';

/** The events of a job in the order in which they happen, those of composite actions in their place. */
export function eventsOf(job: JobInstance): readonly ImageEvent[] {
  const memo = EVENTS.get(job);
  if (memo !== undefined) return memo;
  const events = readEvents(job);
  EVENTS.set(job, events);
  return events;
}

const EVENTS = new WeakMap<JobInstance, readonly ImageEvent[]>();

function readEvents(job: JobInstance): readonly ImageEvent[] {
  return job.steps.flatMap(eventsOfStep);
}

/** The events of one step, of none but it: those of a composite action are events of the steps in it. */
export function eventsOfStep(step: StepInstance): readonly ImageEvent[] {
  const memo = STEP_EVENTS.get(step);
  if (memo !== undefined) return memo;
  const events = step.action.kind === 'run' ? eventsOfScript(step) : eventsOfAction(step);
  STEP_EVENTS.set(step, events);
  return events;
}

const STEP_EVENTS = new WeakMap<StepInstance, readonly ImageEvent[]>();
