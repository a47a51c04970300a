import { type PathUse, references } from '../expr/references';
import { conditionOf } from '../expr/template-text';
import { fieldExpressions } from './field-expressions';
import type { Field, Job } from './model';

/** Every context path that the expressions of a field read, with its span in the field's text; an `if` needs no `${{ }}` about it. */
export function readPaths(field: Field, reader: Job | undefined): readonly PathUse[] {
  const expressions = fieldExpressions(field);
  const isCondition =
    reader?.condition?.scalar === field.scalar || reader?.steps.some((step) => step.condition?.scalar === field.scalar);
  const bare = expressions.length === 0 && isCondition === true ? conditionOf(field.template).expression : undefined;
  return [...expressions, ...(bare === undefined ? [] : [bare])].flatMap(references);
}
