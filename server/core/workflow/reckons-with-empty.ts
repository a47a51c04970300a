import type { Span } from '../text/span';
import type { Field } from './model';

/** Whether the expression about a path has something to put in its place, or asks for it, so that its writer knew it may be empty. */
export function reckonsWithEmpty({ template }: Field, { start, end }: Span): boolean {
  const segment = template.segments.find(
    (one) => one.kind === 'expression' && one.span.start <= start && one.span.end >= end,
  );
  return segment?.kind !== 'expression' || /\|\||&&|[=!<>]|\bfromJSON\b/i.test(segment.body);
}
