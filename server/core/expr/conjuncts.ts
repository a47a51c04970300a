import type { Expression } from './expression';

/** The operands that must all hold for an expression to hold. */
export function conjuncts(expression: Expression): readonly Expression[] {
  return expression.kind === 'and' ? expression.operands.flatMap(conjuncts) : [expression];
}
