import type { Run, StepInstance } from './run';

/** The step of a run that has this key; undefined when the run has none. Step outputs name their steps by it. */
export function stepOfRun(run: Run, key: string): StepInstance | undefined {
  const memo = STEPS.get(run);
  if (memo !== undefined) return memo.get(key);
  const steps = new Map(run.jobs.flatMap((job) => job.steps.map((step) => [step.key, step] as const)));
  STEPS.set(run, steps);
  return steps.get(key);
}

const STEPS = new WeakMap<Run, ReadonlyMap<string, StepInstance>>();
