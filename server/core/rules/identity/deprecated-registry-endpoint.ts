import { type Report, rule } from '../../lint/rule';

/**
 * docker.pkg.github.com was replaced by ghcr.io (docs "Migrating to the Container registry from the Docker registry"), and
 * azure/docker-login is no longer maintained (its README; F-014).
 */
export const deprecatedRegistryEndpoint = rule({
  id: 'deprecated-registry-endpoint',
  summary: 'Registry or login that was replaced by another',
  severity: 'warning',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'no',
  each: 'login',
  failures: [],
  check({ events, step, span, tool }, { report }) {
    for (const event of events) {
      if (event.reached === false) continue;
      const said: Report | undefined =
        event.hosts?.includes(OLD_HOST) === true
          ? {
              at: event.registry?.span ?? span,
              message: `\`${OLD_HOST}\` was replaced by \`ghcr.io\`, where the image is \`ghcr.io/OWNER/NAME\` without the repository in between`,
            }
          : tool.toLowerCase() === OLD_ACTION
            ? {
                at: step.uses?.field.span ?? span,
                message: `\`${tool}\` is no longer maintained; docker/login-action logs in to the same registry`,
              }
            : undefined;
      if (said !== undefined) report({ ...said, scenarios: [event.job.instance.scenarioId] });
    }
  },
});

const OLD_HOST = 'docker.pkg.github.com';
const OLD_ACTION = 'azure/docker-login';
