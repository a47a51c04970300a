import { canonical, pathOf } from '../../expr/canonical';
import { conjuncts } from '../../expr/conjuncts';
import { holds } from '../../expr/evaluate';
import type { Expression } from '../../expr/expression';
import { references } from '../../expr/references';
import type { Scope } from '../../expr/scope';
import { startsText } from '../../image/starts-text';
import { wouldPublish } from '../../image/would-publish';
import { closest } from '../../lint/closest';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import type { JobInstance } from '../../run/run';
import { isLiteral } from '../../scenario/filter';
import type { Scenario } from '../../scenario/scenario';
import { conditionOfPart } from '../../workflow/condition-of-part';
import { spanIn } from '../../workflow/field';
import type { Field, Job, Step, Workflow } from '../../workflow/model';
import type { Facts } from '../../workspace';

/**
 * A job or step whose condition fails on every event that can start the workflow publishes nothing, and nobody sees it: what is skipped counts
 * as a success (docs: "Using conditions to control job execution").
 */
export const publishNeverRuns = rule({
  id: 'publish-never-runs',
  summary: 'Publishing job or step has a condition that holds on no start of the workflow',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: [],
  unreached: true,
  check({ job, instances }, context) {
    if (job.condition !== undefined && instances.some(wouldPublish))
      check(
        job,
        job.workflow,
        instances.map((instance) => startOf(instance, instance.outside)),
        context,
      );
    const running = instances.filter(({ reached }) => reached !== false);
    for (const step of running.length === 0 ? [] : job.steps) {
      if (step.condition === undefined || !publishesIn(step, context)) continue;
      const starts = running.flatMap((instance) =>
        instance.steps.filter((one) => one.step === step).map(({ outside }) => startOf(instance, outside)),
      );
      check(step, job.workflow, starts, context);
    }
  },
});

interface Start {
  readonly scenario: Scenario;
  /** What the condition sees, without what status functions say. */
  readonly scope: Scope;
}

function startOf({ instance: { scenario } }: JobInstance, { lookup, qualify }: Scope): Start {
  return { scenario, scope: { lookup, qualify } };
}

function publishesIn(step: Step, { analysis }: Context): boolean {
  return analysis.sites.some(
    (site) =>
      site.step === step &&
      (site.kind === 'push' ||
        (site.kind === 'build' && site.events.some((event) => event.kind === 'build' && event.pushes !== false))),
  );
}

function check(part: Job | Step, workflow: Workflow, starts: readonly Start[], context: Context): void {
  const condition = conditionOfPart(part)?.expression;
  const { condition: field } = part;
  if (condition === undefined || field === undefined || starts.length === 0) return;
  if (!starts.every(({ scope }) => holds(condition, scope) === false)) return;
  // Another repository may call the workflow, on events that are not written here.
  if (workflow.call !== undefined)
    return context.undecided('whoever calls the workflow decides on which events it runs');
  const { facts } = context.analysis.workspace;
  const operands = conjuncts(condition);
  const failing = new Map<Expression, string[]>();
  for (const start of starts) {
    const operand = operands.find((one) => fails(one, start, facts));
    if (operand === undefined) return context.undecided('the condition asks for more than the event and the ref');
    failing.set(operand, [...(failing.get(operand) ?? []), start.scenario.says]);
  }
  const told = operands.find((one) => starts.every((start) => fails(one, start, facts)));
  const all = starts.map(({ scenario }) => scenario);
  context.report({
    at: told === undefined ? field.span : spanIn(field, told.span),
    message:
      told === undefined
        ? 'this condition holds on no start of the workflow, so nothing is ever published here'
        : `\`${shorten(field.text.slice(told.span.start, told.span.end))}\` holds on no start of the workflow (${startsText(all.map(({ says }) => says))}), so nothing is ever published here`,
    confidence: 'certain',
    related:
      told !== undefined
        ? []
        : [...failing].map(([operand, says]) => ({
            at: spanIn(field, operand.span),
            message: `fails on ${startsText(says)}`,
          })),
    scenarios: all.map(({ id }) => id),
    ...(told === undefined ? {} : fixOf(told, field, part, workflow)),
  });
}

/** Whether an operand certainly fails on a start, by what the event and the ref are and nothing else. */
function fails(operand: Expression, { scenario, scope }: Start, facts: Facts): boolean {
  const paths = references(operand);
  if (paths.length === 0 || !paths.every(({ path }) => path[0] === 'github' && isFixed(path, operand, scenario, facts)))
    return false;
  return holds(operand, scope) === false;
}

/** The events whose filters say all of the ref. On others it is the default branch, whose name may be a guess. */
const OWN_REF: ReadonlySet<string> = new Set(['push', 'pull_request', 'release']);
const ON_DEFAULT: ReadonlySet<string> = new Set([
  'schedule',
  'workflow_dispatch',
  'pull_request_target',
  'workflow_run',
]);

function isFixed(
  [, name, ...rest]: readonly string[],
  operand: Expression,
  { event }: Scenario,
  facts: Facts,
): boolean {
  if (rest.length > 0) return false;
  if (name === 'event_name') return true;
  if (name !== 'ref' && name !== 'ref_name' && name !== 'ref_type') return false;
  if (OWN_REF.has(event)) return true;
  return (
    ON_DEFAULT.has(event) && (facts.defaultBranch !== undefined || /refs\/tags\/|ref_type/.test(canonical(operand)))
  );
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** The event that was nearly written, or the only branch whose pushes start the workflow. */
function fixOf(
  operand: Expression,
  field: Field,
  part: Job | Step,
  workflow: Workflow,
): { readonly fix?: ReportedFix } {
  if (operand.kind !== 'compare' || operand.operator !== '==') return {};
  const [path, literal] =
    operand.right.kind === 'literal' ? [operand.left, operand.right] : [operand.right, operand.left];
  if (literal.kind !== 'literal' || typeof literal.value !== 'string') return {};
  const meant = meantBy(pathOf(path)?.join('.') ?? '', literal.value, workflow);
  if (meant === undefined) return {};
  return {
    fix: {
      title: `Compare with \`${meant}\``,
      edit: (editor) =>
        editor.replaceIn(part.kind === 'job' ? workflow : part.owner, field, literal.span, `'${meant}'`),
    },
  };
}

function meantBy(path: string, written: string, { triggers }: Workflow): string | undefined {
  if (path === 'github.event_name')
    return closest(
      written,
      triggers.map(({ event }) => event),
    );
  const patterns = triggers.flatMap(({ event, branches }) => (event === 'push' ? (branches?.patterns ?? []) : []));
  const [branch, ...others] = patterns.map(({ value }) => value);
  if (branch === undefined || others.length > 0 || !isLiteral(branch)) return undefined;
  if (path === 'github.ref_name') return branch;
  return path === 'github.ref' && written.startsWith('refs/heads/') ? `refs/heads/${branch}` : undefined;
}
