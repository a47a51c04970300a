import { truth } from '../expr/evaluate';
import type { Truth } from '../value/value';
import type { StepInstance } from './run';
import { evaluateFieldIn } from './scope';

/** Whether a step carries on when it fails. */
export function continuesOnError(instance: StepInstance): Truth {
  const field = instance.step.continueOnError;
  if (field === undefined) return instance.parent === undefined ? false : continuesOnError(instance.parent);
  return truth(evaluateFieldIn(field, instance.scope));
}
