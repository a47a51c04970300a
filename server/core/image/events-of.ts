import type { EventKind, ImageEvent } from './event';
import { eventsOfScript } from './from-command';
import { eventsOfAction } from './from-step';
import { mayHave } from './possible-kinds';
import type { JobInstance, Run, StepInstance } from './run';

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

/** The events of some kinds in a job, in order. Steps that can have none of them are not worked out. */
export function eventsOfKinds<K extends EventKind>(job: JobInstance, kinds: readonly K[]): readonly EventOf<K>[] {
  const memos = JOB_EVENTS.get(job) ?? new Map<string, readonly ImageEvent[]>();
  JOB_EVENTS.set(job, memos);
  const key = kinds.join();
  const memo = memos.get(key) ?? selected(job, kinds);
  memos.set(key, memo);
  return memo as readonly EventOf<K>[];
}

function selected(job: JobInstance, kinds: readonly EventKind[]): readonly ImageEvent[] {
  const events: ImageEvent[] = [];
  for (const step of job.steps) {
    if (!mayHave(step, kinds)) continue;
    for (const event of eventsOfStep(step)) if (kinds.includes(event.kind)) events.push(event);
  }
  return events;
}

/** The same in a whole run, by job. */
export function eventsInRun<K extends EventKind>(run: Run, ...kinds: readonly K[]): readonly EventOf<K>[] {
  const memos = RUN_EVENTS.get(run) ?? new Map<string, readonly ImageEvent[]>();
  RUN_EVENTS.set(run, memos);
  const key = kinds.join();
  const memo = memos.get(key) ?? run.jobs.flatMap((job) => eventsOfKinds(job, kinds));
  memos.set(key, memo);
  return memo as readonly EventOf<K>[];
}

export type EventOf<K extends EventKind> = Extract<ImageEvent, { kind: K }>;

const JOB_EVENTS = new WeakMap<JobInstance, Map<string, readonly ImageEvent[]>>();
const RUN_EVENTS = new WeakMap<Run, Map<string, readonly ImageEvent[]>>();
