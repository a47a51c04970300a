import type { Expression } from '../expr/expression';
import { type ResultKind, resultKind } from '../expr/result-kind';
import type { Refusal } from '../text/edit';
import { conditionBody, operandOf } from '../workflow/condition-text';
import { fieldNamed } from '../workflow/field';
import type { FieldMap, Step } from '../workflow/model';

/**
 * The condition under which a step has put something into the registry, as it would stand between `${{` and `}}`: the step's own `if`
 * and the expression that switches its `push` or, of an attestation, `push-to-registry`. Empty where it always does. Refuses where that cannot be repeated by another step.
 */
export function whenPushed(step: Step): string | Refusal {
  const conditions: string[] = [];
  const own = conditionBody(step.condition);
  if (typeof own !== 'string') return own;
  if (own !== '') conditions.push(own);
  const inputs = step.uses?.with ?? NONE;
  const push = (fieldNamed(inputs, 'push') ?? fieldNamed(inputs, 'push-to-registry'))?.field;
  if (push?.template.segments.some(({ kind }) => kind === 'expression')) {
    const [only, ...rest] = push.template.segments;
    if (rest.length > 0 || only?.kind !== 'expression' || only.expression === undefined)
      return { refused: 'when the image is pushed is written in a way that cannot be repeated' };
    const kind = conditionKind(only.expression, (name) => inputKind(step, name));
    conditions.push(asCondition(only.body.trim(), kind));
  }
  const text = allOf(conditions);
  return /[\r\n]/.test(text) ? { refused: 'the condition goes over several lines' } : text;
}

/** Each part once, where both ask for the same. */
function allOf([first = '', ...rest]: readonly string[]): string {
  return rest.reduce((all, one) => {
    const plain = ![all, one].some((text) => /\|\||[()]|'[^']*&&[^']*'/.test(text.replace(/'[^'&]*'/g, "''")));
    const parts = plain ? one.split('&&').map((part) => part.trim()) : [one];
    const asked = new Set(all.split('&&').map((part) => part.trim()));
    const added = parts.filter((part) => !asked.has(part));
    return [operandOf(all), ...added.map(operandOf)].join(' && ');
  }, first);
}

const NONE: FieldMap = { node: undefined, fields: [] };

/** The `if:` line of a step written as `- name: …`, empty for an empty condition. */
export function guardLine(condition: string): string {
  return condition === '' ? '' : `\n  if: \${{ ${condition} }}`;
}

/** An input takes the text `false` for false; in a condition that text counts as true (docs: evaluate expressions). */
function asCondition(body: string, kind: 'boolean' | 'string' | 'unknown'): string {
  if (kind === 'boolean') return body;
  if (kind === 'unknown') return `format('{0}', ${body}) == 'true'`;
  return /&&|\|\|/.test(body) ? `(${body}) == 'true'` : `${body} == 'true'`;
}

/** Of `a && b` the condition is true where `b` is what comes out, so `b` alone decides whether a text that says `false` may count as true. */
function conditionKind(expression: Expression, input: (name: string) => ResultKind): ResultKind {
  const last = expression.kind === 'and' ? expression.operands.at(-1) : undefined;
  return last === undefined ? resultKind(expression, input) : conditionKind(last, input);
}

/** Inputs of a composite action are strings; those of a workflow are what it declares. */
function inputKind({ owner }: Step, name: string): 'boolean' | 'string' | 'unknown' {
  if (owner.kind === 'action') return 'string';
  const types = [...(owner.call?.inputs ?? []), ...owner.dispatchInputs]
    .filter((input) => input.name.toLowerCase() === name.toLowerCase())
    .map(({ type }) => type ?? 'string');
  if (types.length === 0) return 'unknown';
  return types.every((type) => type === 'boolean')
    ? 'boolean'
    : types.every((type) => type === 'string' || type === 'choice' || type === 'environment')
      ? 'string'
      : 'unknown';
}
