import type { AttestEvent, SignEvent } from '../../event/event';
import { eventsOfKinds } from '../../event/events-of';
import { leftOutBy } from '../../lint/granting';
import { rule } from '../../lint/rule';
import type { JobInstance, StepInstance } from '../../run/run';

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
      // An action that signs twice is said once.
      const said = new Set<StepInstance>();
      for (const event of keyless) {
        const top = topOf(event.step);
        if (top.step.owner !== job.workflow) continue;
        const inside = top !== event.step;
        if (inside && said.has(top)) continue;
        said.add(top);
        const attests = keyless.some(({ kind, command }) => kind === 'attest' && command === undefined);
        report({
          at: inside ? (top.step.uses?.field.span ?? top.step.node.span) : event.span,
          message: `\`${event.tool}\`${inside ? ' in this action' : ''} signs with the job's own identity, which needs \`id-token: write\`; this job does not have it, so the step fails`,
          confidence: event.reached === true ? 'certain' : 'likely',
          related: [
            ...leftOutBy(instance),
            ...(inside ? [{ at: event.span, path: event.step.step.owner.file.path, message: 'signed here' }] : []),
          ],
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

/** The step of the workflow that a step of a composite action belongs to, in the end. */
function topOf(step: StepInstance): StepInstance {
  return step.parent === undefined ? step : topOf(step.parent);
}

function keylessEvents(instance: JobInstance): readonly (SignEvent | AttestEvent)[] {
  return [...eventsOfKinds(instance, ['sign']), ...eventsOfKinds(instance, ['attest'])].filter(
    ({ reached, identity }) => reached !== false && identity === 'keyless',
  );
}

/** A reusable workflow without a block of its own, called from who knows where. */
function inheritsUnknown(instance: JobInstance): boolean {
  return !instance.permissions.explicit && instance.instance.scenario.id === 'call:unknown';
}
