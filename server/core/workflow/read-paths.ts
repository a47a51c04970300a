import type { Expression } from '../expr/expression';
import { type PathUse, references } from '../expr/references';
import { conditionOf } from '../expr/template-text';
import type { Field, Job } from './model';

/** Every context path that the expressions of a field read, with its span in the field's text; an `if` needs no `${{ }}` about it. */
export function readPaths(field: Field, reader: Job | undefined): readonly PathUse[] {
  const expressions = field.template.segments.flatMap((segment): readonly Expression[] =>
    segment.kind === 'expression' && segment.expression !== undefined ? [segment.expression] : [],
  );
  const isCondition =
    reader?.condition?.scalar === field.scalar || reader?.steps.some((step) => step.condition?.scalar === field.scalar);
  const bare = expressions.length === 0 && isCondition === true ? conditionOf(field.template).expression : undefined;
  return [...expressions, ...(bare === undefined ? [] : [bare])].flatMap(references);
}
