import { holes } from '../value/text';
import type { ExprValue, StepOutput } from '../value/value';
import type { Analysis } from './analysis';
import { eventsInRun } from './events-of';
import type { JobInstance, Run, StepInstance } from './run';

/** The step outputs that are digests of what was built or pushed, in the run that a step belongs to. */
export function runDigests(analysis: Analysis, { job }: StepInstance): readonly StepOutput[] {
  const run = runOfJob(analysis.runs, job);
  if (run === undefined) return [];
  return eventsInRun(run, 'build', 'push').flatMap(({ digest }) => (digest === undefined ? [] : [digest]));
}

/** The run a job belongs to. */
export function runOfJob(runs: readonly Run[], job: JobInstance): Run | undefined {
  let root = job.instance;
  while (root.caller !== undefined) root = root.caller.instance;
  return runs.find((run) => run.root === root);
}

/** Whether a value is certainly one of these digests as the step gives it out, with nothing before or behind it. */
export function isDigest(value: ExprValue, digests: readonly StepOutput[]): boolean {
  if (value.kind !== 'template' || value.parts.length !== 1) return false;
  return holes(value).some(
    ({ origin }) =>
      origin !== undefined &&
      origin.path === undefined &&
      digests.some(({ step, output }) => origin.step === step && origin.output === output),
  );
}
