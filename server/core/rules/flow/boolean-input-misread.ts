import { pathOf } from '../../expr/canonical';
import type { Expression } from '../../expr/expression';
import { operandsOf } from '../../expr/operands-of';
import { wouldPublish } from '../../image/would-publish';
import { type Context, rule } from '../../lint/rule';
import { isSameName } from '../../text/is-same-name';
import type { Span } from '../../text/span';
import { conditionOfPart } from '../../workflow/condition-of-part';
import { spanIn } from '../../workflow/field';
import { fieldExpressions } from '../../workflow/field-expressions';
import { fieldsBelow } from '../../workflow/fields-below';
import type { Field, Job, Step, Workflow } from '../../workflow/model';

/**
 * `inputs` keeps booleans as booleans, which no text equals, as a text that is no number becomes NaN; `github.event.inputs` holds the texts
 * 'true' and 'false', which both count as true (docs: "Events that trigger workflows", `workflow_dispatch`; "Evaluate expressions", operators).
 */
export const booleanInputMisread = rule({
  id: 'boolean-input-misread',
  summary: 'Boolean input is compared with a text, or its text is taken for a boolean',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: [],
  unreached: true,
  check({ job, instances }, context) {
    const { workflow } = job;
    const sites = context.analysis.sites.filter(({ step }) => step.job === job);
    if (!sites.some(({ kind }) => kind === 'build' || kind === 'push') && !instances.some(wouldPublish)) return;
    const steps = job.steps.filter((step) => sites.some((site) => site.step === step));
    if (job.condition !== undefined) checkCondition(job.condition, job, workflow, context);
    for (const step of steps)
      for (const field of fieldsBelow(step.node)) {
        if (field.scalar === step.condition?.scalar) checkCondition(field, step, workflow, context);
        else checkValues(field, workflow, context);
      }
  },
});

function checkCondition(field: Field, part: Job | Step, workflow: Workflow, context: Context): void {
  const condition = conditionOfPart(part)?.expression;
  if (condition === undefined) checkValues(field, workflow, context);
  else check(condition, true, field, workflow, context);
}

function checkValues(field: Field, workflow: Workflow, context: Context): void {
  for (const expression of fieldExpressions(field)) check(expression, false, field, workflow, context);
}

/** `asked`: the expression is asked for yes or no, and for no value. */
function check(expression: Expression, asked: boolean, field: Field, workflow: Workflow, context: Context): void {
  if (expression.kind === 'compare') return checkComparison(expression, field, workflow, context);
  const path = pathOf(expression);
  if (path !== undefined) {
    const name = asked ? eventInput(path) : undefined;
    const declared = name === undefined ? undefined : workflow.dispatchInputs.find((one) => isSameName(one.name, name));
    if (declared?.type !== 'boolean') return;
    return report(
      expression.span,
      `\`${said(field, expression.span)}\` is a text, and 'false' counts as true like any other; \`inputs.${declared.name}\` is the boolean`,
      { title: `Read \`inputs.${declared.name}\``, range: expression.span, text: `inputs.${declared.name}` },
      { field, workflow, context },
    );
  }
  const inside = expression.kind === 'not' || (asked && (expression.kind === 'and' || expression.kind === 'or'));
  for (const operand of operandsOf(expression)) check(operand, inside, field, workflow, context);
}

function checkComparison(
  expression: Expression & { kind: 'compare' },
  field: Field,
  workflow: Workflow,
  context: Context,
): void {
  const { operator, left, right } = expression;
  const [input, text] = right.kind === 'literal' ? [left, right] : [right, left];
  if ((operator !== '==' && operator !== '!=') || text.kind !== 'literal') return;
  const path = pathOf(input);
  const [context_, name, ...rest] = path ?? [];
  if (context_ !== 'inputs' || name === undefined || rest.length > 0 || !isBoolean(name, workflow)) return;
  const value = typeof text.value === 'string' ? text.value.toLowerCase() : undefined;
  if (value !== 'true' && value !== 'false') return;
  report(
    expression.span,
    `\`${said(field, input.span)}\` is a boolean, which no text equals, so this comparison ${operator === '==' ? 'never' : 'always'} holds`,
    { title: `Compare with the boolean \`${value}\``, range: text.span, text: value },
    { field, workflow, context },
  );
}

function report(
  at: Span,
  message: string,
  change: { readonly title: string; readonly range: Span; readonly text: string },
  { field, workflow, context }: { readonly field: Field; readonly workflow: Workflow; readonly context: Context },
): void {
  context.report({
    at: spanIn(field, at),
    message,
    confidence: 'certain',
    fix: {
      title: change.title,
      edit: (editor) => editor.replaceIn(workflow, field, change.range, change.text),
    },
  });
}

function said(field: Field, { start, end }: Span): string {
  return field.text.slice(start, end);
}

/** The input that `github.event.inputs.NAME` reads. */
function eventInput(path: readonly string[]): string | undefined {
  const [github, event, inputs, name, ...rest] = path.map((part) => part.toLowerCase());
  return github === 'github' && event === 'event' && inputs === 'inputs' && rest.length === 0 ? name : undefined;
}

/** Whether every declaration of an input says that it is a boolean. */
function isBoolean(name: string, { dispatchInputs, call }: Workflow): boolean {
  const declared = [...dispatchInputs, ...(call?.inputs ?? [])].filter((one) => isSameName(one.name, name));
  return declared.length > 0 && declared.every(({ type }) => type === 'boolean');
}
