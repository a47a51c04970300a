import type { Truth, Value } from '../value/value';
import { conditionOfPart } from '../workflow/condition-of-part';
import { givenOperand } from './operand';
import { checksOut, repositoryFile, startFolder } from './repository-file';
import type { StepInstance } from './run';

/**
 * What a script learns that asks for a file (`[ -f path ]`). It is certain only that a file is there: one of the repository, which the job
 * has checked out whole, and which no script since can have taken away. A file the repository has not may have come from anywhere.
 */
export function fileTest(step: StepInstance, path: Value): Truth {
  // Behind `cd` the path is another one.
  const folder = /\b(cd|pushd|popd)\b/.test(scriptOf(step)) ? undefined : startFolder(step);
  if (folder === undefined || step.job.job.container !== undefined) return 'unknown';
  // Whether a step is reached costs more to tell than what it does.
  const ran = (does: (one: StepInstance) => boolean): boolean =>
    step.job.steps.some((one) => one.order < step.order && does(one) && one.reached !== false);
  if (!ran(checksOutAll) || removes(step) || ran(removes)) return 'unknown';
  const named = repositoryFile(step, path, folder);
  return 'state' in named && typeof named.state !== 'string' ? true : 'unknown';
}

const REMOVES = /\b(rm|mv|unlink|git)\b/;

function removes(step: StepInstance): boolean {
  return REMOVES.test(scriptOf(step));
}

function scriptOf({ step }: StepInstance): string {
  return step.run?.field.text ?? '';
}

/** A checkout of the commit that started the run, with all its files (README of actions/checkout). */
function checksOutAll(step: StepInstance): boolean {
  return (
    checksOut(step) &&
    conditionOfPart(step.step) === undefined &&
    ['ref', 'sparse-checkout'].every((input) => givenOperand(step, input) === undefined)
  );
}
