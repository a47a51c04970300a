import { type Datum, known, type Truth } from '../value/value';
import { canonical, pathOf, pathText } from './canonical';
import type { Expression } from './expression';
import type { Scope } from './scope';

/** What is certain once a condition has held. */
export interface Implied {
  readonly truths: ReadonlyMap<string, boolean>;
  /** Canonical path → the value it was compared with by `==`. */
  readonly values: ReadonlyMap<string, Datum>;
}

export function implied(condition: Expression): Implied {
  const memo = IMPLIED.get(condition);
  if (memo !== undefined) return memo;
  const read = readImplied(condition);
  IMPLIED.set(condition, read);
  return read;
}

/** A condition guards a step in every run. */
const IMPLIED = new WeakMap<Expression, Implied>();

function readImplied(condition: Expression): Implied {
  const truths = new Map<string, boolean>();
  const values = new Map<string, Datum>();
  const take = (expression: Expression, wanted: boolean): void => {
    truths.set(canonical(expression), wanted);
    if (expression.kind === 'not') take(expression.operand, !wanted);
    else if (expression.kind === 'and' && wanted) for (const operand of expression.operands) take(operand, true);
    else if (expression.kind === 'or' && !wanted) for (const operand of expression.operands) take(operand, false);
    else if (expression.kind === 'compare') comparison(expression, wanted);
  };
  const comparison = (expression: Expression & { kind: 'compare' }, wanted: boolean): void => {
    const same = expression.operator === '==' ? wanted : expression.operator === '!=' ? !wanted : undefined;
    if (same === undefined) return;
    const opposite = expression.operator === '==' ? '!=' : '==';
    truths.set(canonical({ ...expression, operator: opposite }), !wanted);
    const [path, literal] =
      expression.right.kind === 'literal' ? [expression.left, expression.right] : [expression.right, expression.left];
    if (same && literal.kind === 'literal' && pathOf(path) !== undefined) values.set(canonical(path), literal.value);
  };
  take(condition, true);
  return { truths, values };
}

/** A scope in which a condition is known to have held, as inside the step or job it guards. */
export function assuming(scope: Scope, condition: Expression | undefined): Scope {
  if (condition === undefined) return scope;
  const facts = implied(condition);
  return {
    lookup: (path) => {
      const found = scope.lookup(path);
      if (found !== undefined && found.kind === 'known') return found;
      const value = facts.values.size === 0 ? undefined : facts.values.get(pathText(path));
      return value === undefined ? found : known(value);
    },
    qualify: scope.qualify,
    assume: (text): Truth => facts.truths.get(text) ?? scope.assume?.(text) ?? 'unknown',
    ...(scope.call === undefined ? {} : { call: scope.call }),
  };
}
