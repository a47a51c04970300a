import type { EventKind } from '../../event/event';
import { eventsOf } from '../../event/events-of';
import { sourceBefore } from '../../image/source-before';
import { rule } from '../../lint/rule';
import { localPath } from '../../run/local-path';
import { hosted } from '../../run/runner';

/**
 * A local action is read from the workspace, which is empty until something checks the repository out: `Can't find 'action.yml' … Did you
 * forget to run actions/checkout before running your local action?` (actions/runner#90).
 */
export const localActionWithoutCheckout = rule({
  id: 'local-action-without-checkout',
  summary: 'Action of the repository is used in a job that has not checked it out yet',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'step',
  failures: ['F-132'],
  check({ step, instances }, { analysis, report, undecided }) {
    const { uses, job } = step;
    if (uses === undefined || job === undefined || localPath(uses.field.text.trim()) === undefined) return;
    // What goes wrong is wrong in every job; what it costs an image is said here.
    const works = analysis.runs.some(({ jobs }) =>
      jobs.some((one) => one.job === job && eventsOf(one).some(({ kind }) => !BESIDES.has(kind))),
    );
    if (!works) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const source = sourceBefore(instance, false);
      if (source === true) continue;
      if (source !== false || instance.reached !== true) {
        undecided(source === false ? 'whether the step runs is not known' : source);
        continue;
      }
      const onHosted = hosted(instance.job) === true;
      const later = job.steps.find(
        (one) => one.index > step.index && /^actions\/checkout@/.test(one.uses?.field.text ?? ''),
      );
      report({
        at: uses.field.span,
        message: `\`${uses.field.text.trim()}\` is read from the workspace, which is empty: no step before it checks the repository out, so the job stops here`,
        severity: onHosted ? 'error' : 'warning',
        confidence: onHosted ? 'certain' : 'likely',
        related: later === undefined ? [] : [{ at: later.node.span, message: 'checked out only here' }],
        scenarios: [instance.job.instance.scenarioId],
        ...(later === undefined
          ? {
              fix: {
                title: 'Check out the repository',
                edit: (editor) => {
                  const action = editor.uses(step.owner, 'actions/checkout');
                  const [first] = job.steps;
                  return typeof action === 'string'
                    ? editor.insertSteps({ before: first ?? step }, `- uses: ${action}`)
                    : action;
                },
              },
            }
          : {}),
      });
    }
  },
});

const BESIDES: ReadonlySet<EventKind> = new Set(['checkout', 'artifact', 'setup']);
