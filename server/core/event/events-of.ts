import type { JobInstance, Run, StepInstance } from '../run/run';
import type { EventKind, ImageEvent } from './event';
import { eventsOfScript } from './from-command';
import { eventsOfAction } from './from-step';
import { stepsThatMayHave } from './possible-kinds';

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

/** All events of a run: by job, and within a job in the order in which they happen. */
export function eventsOfRun(run: Run): readonly ImageEvent[] {
  return run.jobs.flatMap(eventsOf);
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

/** The events of some kinds in a job, in order, of the steps that may be reached. Steps that can have none of them are not worked out. */
export function eventsOfKinds<K extends EventKind>(job: JobInstance, kinds: readonly K[]): readonly EventOf<K>[] {
  return ofKinds(job, kinds, () =>
    job.reached === false
      ? []
      : stepsThatMayHave(job, kinds).flatMap((step) =>
          step.reached === false ? [] : eventsOfStep(step).filter((event) => isOf(event, kinds)),
        ),
  );
}

/** The same in a whole run, by job. */
export function eventsInRun<K extends EventKind>(run: Run, ...kinds: readonly K[]): readonly EventOf<K>[] {
  return ofKinds(run, kinds, () => run.jobs.flatMap((job) => eventsOfKinds(job, kinds)));
}

export type EventOf<K extends EventKind> = Extract<ImageEvent, { kind: K }>;

function isOf<K extends EventKind>(event: ImageEvent, kinds: readonly K[]): event is EventOf<K> {
  return (kinds as readonly EventKind[]).includes(event.kind);
}

/** What `find` gives, found once for a job or run. */
function ofKinds<K extends EventKind>(
  owner: JobInstance | Run,
  kinds: readonly K[],
  find: () => readonly EventOf<K>[],
): readonly EventOf<K>[] {
  const memos = BY_KINDS.get(owner) ?? new Map<string, readonly ImageEvent[]>();
  BY_KINDS.set(owner, memos);
  const key = kinds.join();
  const events = memos.get(key) ?? find();
  memos.set(key, events);
  return events as readonly EventOf<K>[];
}

const BY_KINDS = new WeakMap<JobInstance | Run, Map<string, readonly ImageEvent[]>>();
