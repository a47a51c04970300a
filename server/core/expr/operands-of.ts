import type { Expression } from './expression';

/** The expressions that an expression is directly made of, in the order in which they stand. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'context':
      return [];
    case 'index':
      return [expression.object, expression.index];
    case 'star':
      return [expression.object];
    case 'not':
      return [expression.operand];
    case 'compare':
      return [expression.left, expression.right];
    case 'and':
    case 'or':
      return expression.operands;
    case 'call':
      return expression.arguments;
  }
}
