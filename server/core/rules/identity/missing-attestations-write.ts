import { usesAttestAction } from '../../image/attest-action';
import { granting, leftOutBy } from '../../lint/granting';
import { rule } from '../../lint/rule';
import type { Job } from '../../workflow/model';

/** An explicit `permissions` block sets every scope it does not name to none (publishing.md §B.2; failure texts F-094). */
export const missingAttestationsWrite = rule({
  id: 'missing-attestations-write',
  summary: 'Job stores an attestation and is not granted `attestations: write`',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'attest',
  failures: ['F-094'],
  check({ events, step }, { report, undecided }) {
    const denied = new Set<Job>();
    for (const event of events) {
      if (event.reached === false || !usesAttestAction(event)) continue;
      // Another token has its own rights.
      if (
        event.step.step.uses?.with.fields.some((field) => field.name === 'github-token' || field.name === 'token') ===
        true
      )
        continue;
      const { permissions } = event.job;
      // A fork's token is read-only whatever the file says.
      if (permissions.ceiling === 'read') continue;
      const level = permissions.level('attestations');
      if (level === 'unknown') undecided("without a `permissions` block the repository's setting decides");
      if (level === 'write' || level === 'unknown') continue;
      denied.add(event.job.job);
      report({
        at: event.span,
        message: `\`${event.tool}\` stores an attestation, which needs \`attestations: write\`; this job does not have it, so the step fails`,
        confidence: event.reached === true ? 'certain' : 'likely',
        related: leftOutBy(event.job),
        scenarios: [event.job.instance.scenarioId],
        fix: granting(step, denied, { attestations: 'write', 'id-token': 'write' }),
      });
    }
  },
});
