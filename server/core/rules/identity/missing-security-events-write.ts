import { rule } from '../../lint/rule';

/** An explicit `permissions` block sets every scope it does not name to none (publishing.md §B.2; failure texts F-072). */
export const missingSecurityEventsWrite = rule({
  id: 'missing-security-events-write',
  summary: 'Job uploads to code scanning and is not granted `security-events: write`',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'upload-sarif',
  failures: ['F-072'],
  check({ events, step }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false) continue;
      // Another token has its own rights.
      if (
        event.step.step.uses?.with.fields.some((field) => field.name === 'github-token' || field.name === 'token') ===
        true
      )
        continue;
      const { permissions } = event.job;
      // A fork's token is read-only whatever the file says.
      if (permissions.ceiling === 'read') continue;
      const level = permissions.level('security-events');
      if (level === 'unknown') undecided("without a `permissions` block the repository's setting decides");
      if (level === 'write' || level === 'unknown') continue;
      const { block } = permissions;
      const { job } = step;
      report({
        at: event.span,
        message: `\`${event.tool}\` uploads to code scanning, which needs \`security-events: write\`; this job does not have it, so the step fails`,
        confidence: event.reached === true ? 'certain' : 'likely',
        related:
          block === undefined || !permissions.explicit
            ? []
            : [{ at: block.span, message: 'scopes that are not named here are none' }],
        scenarios: [event.job.instance.scenarioId],
        ...(job === undefined
          ? {}
          : {
              fix: {
                title: 'Grant the job `security-events: write`',
                edit: (editor) => editor.grant(job, { 'security-events': 'write' }),
              },
            }),
      });
    }
  },
});
