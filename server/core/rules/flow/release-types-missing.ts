import { publishes } from '../../image/published';
import { rule } from '../../lint/rule';

/**
 * Without `types`, `release` starts a workflow on every activity (docs: "Events that trigger workflows", `release`). One that is published
 * without having been a draft is created, published and released (docs: "Webhook events and payloads", `release`).
 */
export const releaseTypesMissing = rule({
  id: 'release-types-missing',
  summary: 'Publishing workflow starts on every activity of a release',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: [],
  check({ file, workflow, published }, { report, undecided }) {
    const trigger = workflow?.triggers.find(({ event }) => event === 'release');
    if (workflow === undefined || trigger === undefined || trigger.types !== undefined) return;
    const starts = published
      .flatMap(({ events }) => events)
      .filter((event) => event.job.instance.scenario.event === 'release' && publishes(event));
    if (starts.length === 0) return;
    if (/\bevent\.action\b/.test(file.text)) return undecided('a condition may tell the activities apart');
    report({
      at: trigger.span,
      message:
        '`release` without `types` starts this workflow on every activity: up to three times when a release is published, and again when it is edited',
      confidence: 'certain',
      scenarios: [...new Set(starts.map(({ job }) => job.instance.scenarioId))],
      fix: {
        title: 'Start on published releases',
        edit: (editor) => {
          const behind = file.text.slice(trigger.span.end);
          if (/^:[ \t]*(#.*)?(\r?\n|$)/.test(behind))
            return editor.replaceSpan(
              workflow,
              { start: trigger.span.end, end: trigger.span.end + 1 },
              ': { types: [published] }',
            );
          return /(^|\n)(on|'on'|"on"):[ \t]*$/.test(file.text.slice(0, trigger.span.start))
            ? editor.replaceSpan(workflow, trigger.span, '{ release: { types: [published] } }')
            : { refused: 'events in a list take no `types`; write them as keys first' };
        },
      },
    });
  },
});
