import type { AttestEvent, SignEvent } from '../../image/event';
import { eventsOfKinds } from '../../image/events-of';
import type { JobInstance } from '../../image/run';
import { rule } from '../../lint/rule';

/**
 * Keyless signing asks GitHub for an OIDC token, which a job gets only with `id-token: write`; no default grants it
 * (docs "OpenID Connect reference"; failure texts F-092, F-109).
 */
export const missingIdTokenWrite = rule({
  id: 'missing-id-token-write',
  summary: 'Job signs or attests without a key and is not granted `id-token: write`',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'job',
  failures: ['F-092', 'F-093', 'F-109'],
  check({ job, instances }, { report, undecided }) {
    for (const instance of instances) {
      // Of a called workflow `slsa-generator-ref-invalid` speaks.
      if (instance.reached === false || instance.permissions.ceiling === 'read' || job.call !== undefined) continue;
      const keyless = keylessEvents(instance);
      const [first] = keyless;
      if (first === undefined) continue;
      if (inheritsUnknown(instance)) {
        undecided('a caller in another repository decides the permissions');
        continue;
      }
      const level = instance.permissions.level('id-token');
      if (level === 'write' || level === 'unknown') continue;
      for (const event of keyless) {
        if (event.step.step.owner !== job.workflow) continue;
        const { block } = instance.permissions;
        const attests = keyless.some(({ kind, command }) => kind === 'attest' && command === undefined);
        report({
          at: event.span,
          message: `\`${event.tool}\` signs with the job's own identity, which needs \`id-token: write\`; this job does not have it, so the step fails`,
          confidence: event.reached === true ? 'certain' : 'likely',
          related:
            block === undefined || !instance.permissions.explicit
              ? []
              : [{ at: block.span, message: 'scopes that are not named here are none' }],
          scenarios: [instance.instance.scenarioId],
          fix: {
            title: 'Grant the job `id-token: write`',
            edit: (editor) =>
              editor.grant(job, { 'id-token': 'write', ...(attests ? { attestations: 'write' as const } : {}) }),
          },
        });
      }
    }
  },
});

function keylessEvents(instance: JobInstance): readonly (SignEvent | AttestEvent)[] {
  return [...eventsOfKinds(instance, ['sign']), ...eventsOfKinds(instance, ['attest'])].filter(
    ({ reached, identity }) => reached !== false && identity === 'keyless',
  );
}

/** A reusable workflow without a block of its own, called from who knows where. */
function inheritsUnknown(instance: JobInstance): boolean {
  return !instance.permissions.explicit && instance.instance.scenario.id === 'call:unknown';
}
