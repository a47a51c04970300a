import { eventsOf } from '../../image/events-of';
import { rule } from '../../lint/rule';

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
    for (const event of events) {
      if (event.reached === false || event.token !== undefined || event.repository !== undefined) continue;
      const { permissions } = event.job;
      const level = permissions.level('contents');
      if (level !== 'none' && level !== 'unknown') continue;
      if (!eventsOf(event.job).some(({ kind }) => kind === 'build' || kind === 'push' || kind === 'scan')) continue;
      if (level === 'unknown') undecided("without a `permissions` block the repository's setting decides");
      if (level !== 'none' || permissions.block === undefined) continue;
      const isPrivate = analysis.workspace.facts.visibility === 'private';
      const { job } = step;
      report({
        at: event.span,
        message: `\`${event.tool}\` needs \`contents: read\`, which the permissions leave out; ${isPrivate ? 'this private repository cannot be read' : 'in a private repository it fails'}`,
        severity: isPrivate ? 'error' : 'warning',
        confidence: isPrivate ? 'certain' : 'likely',
        related: permissions.explicit
          ? [{ at: permissions.block.span, message: 'scopes that are not named here are none' }]
          : [],
        scenarios: [event.job.instance.scenarioId],
        ...(job === undefined
          ? {}
          : {
              fix: {
                title: 'Grant the job `contents: read`',
                edit: (editor) => editor.grant(job, { contents: 'read' }),
              },
            }),
      });
    }
  },
});
