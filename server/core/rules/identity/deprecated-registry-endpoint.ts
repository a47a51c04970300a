import { rule } from '../../lint/rule';

/** docker.pkg.github.com was replaced by ghcr.io (docs "Migrating to the Container registry from the Docker registry"; F-130). */
export const deprecatedRegistryEndpoint = rule({
  id: 'deprecated-registry-endpoint',
  summary: 'Registry that was replaced by another',
  severity: 'warning',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'no',
  each: 'login',
  failures: [],
  check({ events, span }, { report }) {
    for (const event of events) {
      if (event.reached === false || event.hosts?.includes(OLD_HOST) !== true) continue;
      report({
        at: event.registry?.span ?? span,
        message: `\`${OLD_HOST}\` was replaced by \`ghcr.io\`, where the image is \`ghcr.io/OWNER/NAME\` without the repository in between`,
        scenarios: [event.job.instance.scenarioId],
      });
    }
  },
});

const OLD_HOST = 'docker.pkg.github.com';
