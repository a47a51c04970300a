import { pathOf } from '../../expr/canonical';
import { conjuncts } from '../../expr/conjuncts';
import { holds } from '../../expr/evaluate';
import type { Expression } from '../../expr/expression';
import { operandsOf } from '../../expr/operands-of';
import { references } from '../../expr/references';
import type { Scope } from '../../expr/scope';
import { startsText } from '../../image/starts-text';
import { wouldPublish } from '../../image/would-publish';
import { rule } from '../../lint/rule';
import type { JobInstance } from '../../run/run';
import { conditionOfPart } from '../../workflow/condition-of-part';
import { spanIn } from '../../workflow/field';

/**
 * `github.event` holds what the event brings: on a push there is no `github.event.pull_request`, and what is read of it is null (docs.github.com,
 * "Contexts reference", `github.event`, and "Evaluate expressions", "Operators"). A condition that asks for something of it and also names the
 * push can never hold there, and what is skipped counts as a success.
 */
export const publishEventExcluded = rule({
  id: 'publish-event-excluded',
  summary: 'Condition of a publishing job names an event on which it cannot hold',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'job',
  failures: [],
  unreached: true,
  check({ job, instances }, { report, undecided }) {
    const condition = conditionOfPart(job)?.expression;
    const { condition: field } = job;
    if (condition === undefined || field === undefined || !instances.some(wouldPublish)) return;
    const operands = conjuncts(condition);
    const named = instances.filter((one) => operands.some((operand) => names(operand, one)));
    for (const asked of operands) {
      const fails = (event: string): boolean =>
        named.every((one) => one.instance.scenario.event !== event || asksForNothing(asked, one));
      const starts = named.filter(({ instance }) => fails(instance.scenario.event));
      if (starts.length === 0) continue;
      if (job.workflow.call !== undefined) {
        undecided('whoever calls the workflow decides on which events it runs');
        continue;
      }
      const says = startsText(starts.map(({ instance }) => instance.scenario.says));
      report({
        at: spanIn(field, asked.span),
        message: `\`${absentIn(asked, starts)}\` is absent on ${says}, which the condition names too, so nothing is published then`,
        confidence: 'certain',
        scenarios: starts.map(({ instance }) => instance.scenarioId),
      });
    }
  },
});

/** Whether an operand lets a start through by the name of its event, as far as the operand goes. */
function names(operand: Expression, { instance, outside }: JobInstance): boolean {
  return namesEvent(operand, instance.scenario.event) && holds(operand, outside) !== false;
}

function namesEvent(expression: Expression, event: string): boolean {
  if (expression.kind === 'and' || expression.kind === 'or')
    return expression.operands.some((operand) => namesEvent(operand, event));
  if (expression.kind !== 'compare' || expression.operator !== '==') return false;
  const sides = [expression.left, expression.right];
  return (
    sides.some((side) => pathOf(side)?.join('.') === 'github.event_name') &&
    sides.some((side) => side.kind === 'literal' && side.value === event)
  );
}

/** Whether an operand fails on a start because it compares what the event does not bring, and for nothing that a repository sets. */
function asksForNothing(operand: Expression, { outside }: JobInstance): boolean {
  const paths = references(operand);
  return (
    operandsOf(operand).length > 0 &&
    paths.every(({ path }) => path[0] === 'github') &&
    paths.some(({ path }) => isAbsent(path, outside)) &&
    holds(operand, outside) === false
  );
}

/** Below an object that the event does not bring. */
function isAbsent(path: readonly string[], scope: Scope): boolean {
  if (path[0] !== 'github' || path[1] !== 'event' || path.length < 4) return false;
  const value = scope.lookup(path.slice(0, 3));
  return value?.kind === 'known' && value.value === null;
}

function absentIn(operand: Expression, starts: readonly JobInstance[]): string {
  const [found] = references(operand).filter(({ path }) => starts.every(({ outside }) => isAbsent(path, outside)));
  return found === undefined ? 'what it asks for' : found.path.slice(0, 3).join('.');
}
