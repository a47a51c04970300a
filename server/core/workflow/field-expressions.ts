import type { Expression } from '../expr/expression';
import type { Field } from './model';

/** What stands in the `${{ }}` of a field, as far as it parses; spans are offsets into the field's text. */
export function fieldExpressions({ template }: Field): readonly Expression[] {
  return template.segments.flatMap((segment) =>
    segment.kind === 'expression' && segment.expression !== undefined ? [segment.expression] : [],
  );
}
