import { type ExprValue, hole, known, type Truth } from '../value/value';
import type { StepInstance } from './run';

/** `steps.<id>.<rest>` of a step. */
export function stepValue(step: StepInstance, rest: readonly string[]): ExprValue | undefined {
  const [kind, name, ...more] = rest;
  if (kind === 'outcome' || kind === 'conclusion') return result(step.reached, `${step.key}.${kind}`);
  if (kind !== 'outputs' || name === undefined || more.length > 0) return undefined;
  return step.reached === false ? known('') : step.output(name);
}

/** The result of a job or step that is reached like this when nothing fails. */
export function result(reached: Truth, key: string): ExprValue {
  if (reached === true) return known('success');
  if (reached === false) return known('skipped');
  return hole({
    key,
    shown: key,
    reason: 'depends on the run',
    domain: ['success', 'skipped', 'failure', 'cancelled'],
  });
}
