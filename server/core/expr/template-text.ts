import { known } from '../value/value';
import type { Expression, TemplateSegment, TemplateText } from './expression';
import { parseExpression } from './parse-expression';

/** Cuts a string into literal text and `${{ }}` expressions. `}}` inside a quoted string of the expression does not end it. */
export function templateText(text: string): TemplateText {
  let open = text.indexOf('${{');
  if (open < 0) return { text, segments: text === '' ? [] : [literal(text, 0)] };
  const segments: TemplateSegment[] = [];
  let at = 0;
  while (open >= 0) {
    const close = expressionEnd(text, open + 3);
    if (close === undefined) break;
    if (open > at) segments.push(literal(text.slice(at, open), at));
    const body = text.slice(open + 3, close);
    const { expression, problem } = parseExpression(body, open + 3);
    segments.push({
      kind: 'expression',
      span: { start: open, end: close + 2 },
      body,
      bodySpan: { start: open + 3, end: close },
      expression,
      ...(problem === undefined ? {} : { problem }),
    });
    at = close + 2;
    open = text.indexOf('${{', at);
  }
  if (at < text.length) segments.push(literal(text.slice(at), at));
  return { text, segments };
}

function literal(text: string, start: number): TemplateSegment {
  return { kind: 'text', text, value: known(text), span: { start, end: start + text.length } };
}

/** The condition an `if:` holds: with or without `${{ }}`. Text around an expression makes a non-empty string, which is always true. */
export function conditionOf(template: TemplateText): Condition {
  const memo = CONDITIONS.get(template);
  if (memo !== undefined) return memo;
  const condition = readCondition(template);
  CONDITIONS.set(template, condition);
  return condition;
}

export interface Condition {
  readonly expression: Expression | undefined;
  readonly alwaysTrue: boolean;
}

const CONDITIONS = new WeakMap<TemplateText, Condition>();

function readCondition(template: TemplateText): Condition {
  const [only, ...rest] = template.segments.filter(
    (segment) => segment.kind === 'expression' || segment.text.trim() !== '',
  );
  if (only?.kind === 'expression' && rest.length === 0) return { expression: only.expression, alwaysTrue: false };
  if (only !== undefined && template.text.includes('${{')) return { expression: undefined, alwaysTrue: true };
  return { expression: parseExpression(template.text).expression, alwaysTrue: false };
}

/** Index of the `}}` that ends an expression whose body begins at `from`; undefined when none does. */
export function expressionEnd(text: string, from: number): number | undefined {
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 39) quoted = !quoted;
    else if (code === 125 && !quoted && text.charCodeAt(i + 1) === 125) return i;
  }
  return undefined;
}
