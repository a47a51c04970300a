import { eventsInRun } from '../../event/events-of';
import { publishes } from '../../image/published';
import { rule } from '../../lint/rule';
import { scalarsOf, valueIn } from '../../workflow/field';

/**
 * A workflow that waits for another with `workflow_run` starts whatever came of it; `github.event.workflow_run.conclusion` says what did
 * (docs.github.com, "Events that trigger workflows", "Running a workflow based on the conclusion of another workflow").
 */
export const workflowRunConclusionIgnored = rule({
  id: 'workflow-run-conclusion-ignored',
  summary: 'Workflow publishes after another one, even if that failed',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'workflow',
  failures: [],
  check({ workflow, runs }, { report, undecided }) {
    const trigger = workflow?.triggers.find(({ event }) => event === 'workflow_run');
    const run = runs.find(({ scenario }) => scenario.event === 'workflow_run');
    if (trigger === undefined || run === undefined) return;
    const { types } = trigger;
    // A run that is only asked for has no conclusion yet.
    if (types !== undefined && !types.patterns.some(({ value }) => value === 'completed')) return;
    const published = eventsInRun(run, 'build', 'push').filter(
      (event) => (event.kind === 'build' || (event.kind === 'push' && event.how !== 'artifact')) && publishes(event),
    );
    if (published.length === 0) return;
    // Whoever speaks of a conclusion, in a condition or a script, has thought of it.
    const files = new Set(run.jobs.map(({ job }) => job.workflow.file));
    if ([...files].some(({ text }) => /conclusion/i.test(text))) return;
    if (!published.some((event) => event.reached === true && (event.kind !== 'build' || event.pushes === true)))
      return undecided('whether anything is published is not known');
    const [name, ...others] = trigger.node?.kind === 'map' ? scalarsOf(valueIn(trigger.node, 'workflows')) : [];
    const waited = name === undefined || others.length > 0 ? 'the workflows it waits for' : `\`${name.value}\``;
    report({
      at: trigger.span,
      message: `this publishes after runs of ${waited} that failed or were cancelled too: nothing looks at \`github.event.workflow_run.conclusion\``,
      confidence: 'likely',
      scenarios: [run.root.scenarioId],
    });
  },
});
