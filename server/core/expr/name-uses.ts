import type { Span } from '../text/span';
import type { Expression } from './expression';
import { operandsOf } from './operands-of';

/** Where an expression reads a context: the names it goes through, with the place of each. */
export interface NameUse {
  /** The context first, as written. */
  readonly names: readonly Name[];
  /** What stands behind the names: nothing, a name that is worked out (`[matrix.x]`), or all there are (`.*`). */
  readonly then: 'nothing' | 'computed' | 'all';
  /** The names behind `.*` or `[…]`, which hold for whichever member is meant. */
  readonly behind: readonly string[];
  readonly span: Span;
}

export interface Name {
  readonly text: string;
  /** Without the quotes of `['name']`. */
  readonly span: Span;
}

/** Every context read of an expression. `text` is what the expression's spans are offsets into. */
export function nameUses(expression: Expression, text: string): readonly NameUse[] {
  return expression.kind === 'context' || expression.kind === 'index' || expression.kind === 'star'
    ? chain(expression, text)
    : operandsOf(expression).flatMap((operand) => nameUses(operand, text));
}

/** One access behind the other, the context or call they start from taken apart. */
function chain(expression: Expression, text: string): readonly NameUse[] {
  const steps: (Expression | '*')[] = [];
  let base = expression;
  while (base.kind === 'index' || base.kind === 'star') {
    steps.unshift(base.kind === 'star' ? '*' : base.index);
    base = base.object;
  }
  const inside = steps.flatMap((step) => (step === '*' ? [] : nameUses(step, text)));
  if (base.kind !== 'context') return [...nameUses(base, text), ...inside];
  const names = steps.map((step) => (step === '*' ? undefined : nameOf(step, text)));
  const open = names.indexOf(undefined);
  const given = (open < 0 ? names : names.slice(0, open)).filter((name) => name !== undefined);
  const behind = open < 0 ? [] : names.slice(open + 1).map((name) => name?.text ?? '*');
  const then = open < 0 ? 'nothing' : steps[open] === '*' ? 'all' : 'computed';
  return [{ names: [{ text: base.name, span: base.span }, ...given], then, behind, span: expression.span }, ...inside];
}

function nameOf(step: Expression, text: string): Name | undefined {
  if (step.kind !== 'literal') return undefined;
  const { start, end } = step.span;
  const quoted = text[start] === "'";
  return { text: String(step.value), span: quoted ? { start: start + 1, end: end - 1 } : step.span };
}
