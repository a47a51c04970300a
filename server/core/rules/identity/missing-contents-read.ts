import { eventsOf } from '../../event/events-of';
import { granting, leftOutBy } from '../../lint/granting';
import { rule } from '../../lint/rule';
import type { Job } from '../../workflow/model';

/**
 * A `permissions` block without `contents` takes the right to read the repository away. A private repository can then not be checked
 * out; a public one still can (publishing.md §B.2), so without knowing which it is this is no more than a warning.
 */
export const missingContentsRead = rule({
  id: 'missing-contents-read',
  summary: 'Permissions leave out `contents: read`, which the checkout needs',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'checkout',
  failures: [],
  check({ events, step }, { analysis, report, undecided }) {
    if (analysis.workspace.facts.visibility === 'public') return;
    const denied = new Set<Job>();
    for (const event of events) {
      if (event.reached === false || event.token !== undefined || event.repository !== undefined) continue;
      const { permissions } = event.job;
      const level = permissions.level('contents');
      if (level !== 'none' && level !== 'unknown') continue;
      if (!eventsOf(event.job).some(({ kind }) => kind === 'build' || kind === 'push' || kind === 'scan')) continue;
      if (level === 'unknown') undecided("without a `permissions` block the repository's setting decides");
      if (level !== 'none' || permissions.block === undefined) continue;
      const isPrivate = analysis.workspace.facts.visibility === 'private';
      denied.add(event.job.job);
      report({
        at: event.span,
        message: `the permissions leave out \`contents: read\`, ${isPrivate ? `without which \`${event.tool}\` cannot read this private repository` : `so \`${event.tool}\` works only as long as the repository is public`}`,
        severity: isPrivate ? 'error' : 'warning',
        confidence: isPrivate ? 'certain' : 'likely',
        related: leftOutBy(event.job),
        scenarios: [event.job.instance.scenarioId],
        fix: granting(step, denied, { contents: 'read' }),
      });
    }
  },
});
