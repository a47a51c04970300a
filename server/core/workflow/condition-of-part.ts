import type { Condition } from '../expr/template-text';
import { conditionOf } from '../expr/template-text';
import type { Job, Step } from './model';

/** The `if` of a job or step as read; undefined where it has none. */
export function conditionOfPart({ condition }: Job | Step): Condition | undefined {
  return condition === undefined ? undefined : conditionOf(condition.template);
}
