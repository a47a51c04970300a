import type { Run, StepInstance } from './run';

/** The step of a run that has this key; undefined when the run has none. Step outputs name their steps by it. */
export function stepOfRun(run: Run, key: string): StepInstance | undefined {
  const memos = STEPS.get(run) ?? new Map<string, StepInstance | undefined>();
  STEPS.set(run, memos);
  if (memos.has(key)) return memos.get(key);
  // A step's key is that of its job with its number, or numbers inside composite actions, behind it.
  const job = run.jobs.find((one) => key.startsWith(one.key) && /^[\d/]+$/.test(key.slice(one.key.length)));
  const step = job?.steps.find((one) => one.key === key);
  memos.set(key, step);
  return step;
}

const STEPS = new WeakMap<Run, Map<string, StepInstance | undefined>>();
