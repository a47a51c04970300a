import type { Span } from '../text/span';
import { pathOf } from './canonical';
import type { Expression } from './expression';

export interface PathUse {
  /** Context and names as far as they are literal, e.g. `['steps', 'meta', 'outputs', 'tags']`. */
  readonly path: readonly string[];
  readonly span: Span;
}

/** Every context path an expression reads, the longest literal one at each place. */
export function references(expression: Expression): readonly PathUse[] {
  const path = pathOf(expression);
  if (path !== undefined) return [{ path, span: expression.span }];
  switch (expression.kind) {
    case 'literal':
    case 'context':
      return [];
    case 'index':
      return [...references(expression.object), ...references(expression.index)];
    case 'star':
      return references(expression.object);
    case 'not':
      return references(expression.operand);
    case 'compare':
      return [...references(expression.left), ...references(expression.right)];
    case 'and':
    case 'or':
      return expression.operands.flatMap(references);
    case 'call':
      return expression.arguments.flatMap(references);
  }
}
