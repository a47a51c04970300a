import type { Job, Step } from './model';

/**
 * A job that calls a reusable workflow, as if the workflow were an action that a single step uses: `uses` and `with` mean the same. It is
 * no step of the file, so nothing can be inserted around it.
 */
export function callStep(job: Job): Step | undefined {
  const { call } = job;
  if (call === undefined) return undefined;
  const memo = STEPS.get(job);
  if (memo !== undefined) return memo;
  const step: Step = {
    kind: 'step',
    key: `${job.key}/call`,
    index: 0,
    job,
    owner: job.workflow,
    node: job.node,
    id: undefined,
    name: undefined,
    condition: undefined,
    continueOnError: undefined,
    env: { node: undefined, fields: [] },
    uses: { entry: call.usesEntry, field: call.uses, comment: undefined, with: call.with },
    run: undefined,
  };
  STEPS.set(job, step);
  return step;
}

const STEPS = new WeakMap<Job, Step>();
