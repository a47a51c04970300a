import type { StepInstance } from '../run/run';
import { type ExprValue, onlyHole, type StepOutput } from '../value/value';
import type { Analysis } from './analysis';
import { eventsAround } from './events-around';

/** The step outputs that are digests of what was built or pushed, in the run that a step belongs to. */
export function runDigests(analysis: Analysis, { job }: StepInstance): readonly StepOutput[] {
  return eventsAround(analysis.runs, job, 'build', 'push').flatMap(({ digest }) =>
    digest === undefined ? [] : [digest],
  );
}

/** Whether a value is certainly one of these digests as the step gives it out, with nothing before or behind it. */
export function isDigest(value: ExprValue, digests: readonly StepOutput[]): boolean {
  const origin = onlyHole(value)?.origin;
  return (
    origin !== undefined &&
    origin.path === undefined &&
    digests.some(({ step, output }) => origin.step === step && origin.output === output)
  );
}
