import { eventsOfKinds } from '../../event/events-of';
import { publishes } from '../../image/published';
import { rule } from '../../lint/rule';
import type { StepInstance } from '../../run/run';
import type { Span } from '../../text/span';
import { fieldNamed } from '../../workflow/field';

/**
 * Clouds take a run's own identity (OpenID Connect) for a token that lives for minutes; a stored key lives until somebody rotates it
 * (docs "OpenID Connect"; OWASP CICD-SEC-6; READMEs of the clouds' sign-in actions).
 */
export const longLivedRegistryCredentials = rule({
  id: 'long-lived-registry-credentials',
  summary: 'Job that publishes signs in to a cloud with a stored key',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'no',
  each: 'step',
  failures: [],
  check({ step, instances }, { report }) {
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const found = cloudKey(instance) ?? registryKey(instance);
      if (found === undefined || !publishesImages(instance)) continue;
      report({
        at: found.at ?? step.uses?.field.span ?? step.node.span,
        message: `${found.says}; ${found.instead} gives a token that ends with the run`,
        confidence: 'likely',
        scenarios: [instance.job.instance.scenarioId],
      });
    }
  },
});

interface Found {
  readonly says: string;
  readonly instead: string;
  readonly at: Span | undefined;
}

/** The sign-in of a cloud with keys and without an identity. */
function cloudKey({ action, step }: StepInstance): Found | undefined {
  const { uses } = step;
  if (action.kind !== 'catalogued' || uses === undefined) return undefined;
  for (const effect of action.entry.effects) {
    if (effect.kind !== 'identity' || effect.oidc.some((name) => fieldNamed(uses.with, name) !== undefined)) continue;
    const key = effect.keys
      .map((name) => fieldNamed(uses.with, name))
      .find((field) => field?.field?.text.includes('secrets.'));
    if (key !== undefined && (effect.temporary === undefined || fieldNamed(uses.with, effect.temporary) === undefined))
      return {
        says: `\`${key.name}\` is a key that lives until somebody rotates it`,
        instead: `\`${effect.oidc[0] ?? 'OpenID Connect'}\` with \`id-token: write\``,
        at: key.field?.span,
      };
  }
  return undefined;
}

const CLOUDS: readonly (readonly [RegExp, string])[] = [
  [/\.amazonaws\.com$/, '`role-to-assume` of aws-actions/configure-aws-credentials'],
  [/(^|\.)gcr\.io$|-docker\.pkg\.dev$/, '`workload_identity_provider` of google-github-actions/auth'],
  [/\.azurecr\.io$/, 'azure/login with a federated identity'],
];

/** A login to a cloud's registry with a stored secret. */
function registryKey(instance: StepInstance): Found | undefined {
  for (const event of eventsOfKinds(instance.job, ['login'])) {
    if (event.step !== instance || event.credential !== 'secret' || event.hosts?.length !== 1) continue;
    const [host = ''] = event.hosts;
    const instead = CLOUDS.find(([pattern]) => pattern.test(host))?.[1];
    if (instead !== undefined)
      return {
        says: `the password for ${host} is a stored secret`,
        instead,
        at: event.password?.span,
      };
  }
  return undefined;
}

function publishesImages({ job }: StepInstance): boolean {
  return eventsOfKinds(job, ['build', 'push']).some(publishes);
}
