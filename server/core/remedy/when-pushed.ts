import { resultKind } from '../expr/result-kind';
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
    const kind = resultKind(only.expression, (name) => inputKind(step, name));
    conditions.push(asCondition(only.body.trim(), kind));
  }
  const [only] = conditions;
  const text = only !== undefined && conditions.length === 1 ? only : conditions.map(operandOf).join(' && ');
  return /[\r\n]/.test(text) ? { refused: 'the condition goes over several lines' } : text;
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
