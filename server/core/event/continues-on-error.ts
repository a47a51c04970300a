import { truth } from '../expr/evaluate';
import type { StepInstance } from '../run/run';
import { evaluateFieldIn } from '../run/scope';
import type { Truth } from '../value/value';

/** Whether a step carries on when it fails. */
export function continuesOnError(instance: StepInstance): Truth {
  const field = instance.step.continueOnError;
  if (field === undefined) return instance.parent === undefined ? false : continuesOnError(instance.parent);
  return truth(evaluateFieldIn(field, instance.scope));
}
