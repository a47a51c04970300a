import type { Span } from '../text/span';
import { pathOf } from './canonical';
import type { Expression } from './expression';
import { operandsOf } from './operands-of';

export interface PathUse {
  /** Context and names as far as they are literal, e.g. `['steps', 'meta', 'outputs', 'tags']`. */
  readonly path: readonly string[];
  readonly span: Span;
}

/** Every context path an expression reads, the longest literal one at each place. */
export function references(expression: Expression): readonly PathUse[] {
  const path = pathOf(expression);
  return path === undefined ? operandsOf(expression).flatMap(references) : [{ path, span: expression.span }];
}
