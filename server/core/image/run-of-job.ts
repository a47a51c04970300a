import type { JobInstance, Run } from '../run/run';

/** The run a job belongs to. */
export function runOfJob(runs: readonly Run[], job: JobInstance): Run | undefined {
  let root = job.instance;
  while (root.caller !== undefined) root = root.caller.instance;
  return runs.find((run) => run.root === root);
}
