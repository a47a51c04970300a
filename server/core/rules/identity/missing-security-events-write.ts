import { granting, leftOutBy } from '../../lint/granting';
import { rule } from '../../lint/rule';
import type { Job } from '../../workflow/model';

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
    const denied = new Set<Job>();
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
      denied.add(event.job.job);
      report({
        at: event.span,
        message: `\`${event.tool}\` uploads to code scanning, which needs \`security-events: write\`; this job does not have it, so the step fails`,
        confidence: event.reached === true ? 'certain' : 'likely',
        related: leftOutBy(event.job),
        scenarios: [event.job.instance.scenarioId],
        fix: granting(step, denied, { 'security-events': 'write', actions: 'read' }),
      });
    }
  },
});
