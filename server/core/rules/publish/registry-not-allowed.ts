import { eventsInRun } from '../../event/events-of';
import type { Analysis } from '../../image/analysis';
import { before, loginsBefore, opaqueFor, writesCredentials } from '../../image/in-job';
import { isLocal, publishes } from '../../image/published';
import { isAllowed } from '../../lint/registry-policy';
import { rule } from '../../lint/rule';
import { shownName } from '../../run/reference';
import { runsOf } from '../../run/runs';

/**
 * With a policy (`registries` in the configuration) every other registry is an error. Without one all are allowed, but a name without
 * a host goes to Docker Hub, and where the rest of the repository says ghcr.io that is hardly meant.
 */
export const registryNotAllowed = rule({
  id: 'registry-not-allowed',
  summary: 'Image goes to a registry that the policy or the rest of the repository does not use',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'publish',
  failures: [],
  check({ events, span }, { analysis, policy, report, undecided }) {
    for (const event of events) {
      if (!publishes(event) || (event.kind === 'build' && event.pushes !== true)) continue;
      for (const reference of event.known) {
        const { registry } = reference;
        if (registry === undefined) undecided('which registry the image goes to is not known');
        if (registry === undefined || isLocal(registry)) continue;
        if (policy.registries !== undefined) {
          const allowed = isAllowed(policy.registries, reference, analysis.workspace.facts.repository);
          if (allowed === 'unknown') undecided('where in the registry the image goes is not known');
          if (allowed !== false) continue;
          report({
            at: span,
            message: policy.registries.some((entry) => entry.startsWith(`${registry}/`))
              ? `${shownName(reference)} is not below what the policy allows: ${policy.registries.join(', ')}`
              : `${shownName(reference)} goes to ${registry}; the policy allows ${policy.registries.join(', ')}`,
            scenarios: [event.job.instance.scenarioId],
          });
          continue;
        }
        if (registry !== 'docker.io' || /^(docker\.io|index\.docker\.io)\//.test(shownName(reference))) continue;
        const logins = loginsBefore(event);
        if (
          logins.some(({ hosts }) => hosts === undefined || hosts.includes('docker.io')) ||
          event.credentials !== undefined
        )
          continue;
        if (writesCredentials(event) || opaqueFor(before(event, 'opaque'), 'login') !== undefined) continue;
        const here = logins.some(
          ({ hosts, credential }) => hosts?.includes('ghcr.io') === true && credential === 'github-token',
        );
        if (!here && !othersSayGhcr(analysis)) continue;
        report({
          at: span,
          severity: 'warning',
          confidence: 'likely',
          message: `${shownName(reference)} has no registry host, so it goes to Docker Hub, while ${here ? 'this job logs in to ghcr.io' : 'the other workflows of this repository use ghcr.io'}`,
          scenarios: [event.job.instance.scenarioId],
        });
      }
    }
  },
});

/** Whether every image that other workflows of the repository push goes to ghcr.io, and there is one. */
function othersSayGhcr({ workspace, file }: Analysis): boolean {
  const registries = new Set<string | undefined>();
  for (const path of workspace.workflows) {
    const other = path === file.path ? 'absent' : workspace.file(path);
    if (other === 'absent' || other === 'notLoaded') continue;
    for (const run of runsOf(workspace, other)) {
      for (const event of eventsInRun(run, 'build', 'push'))
        if (
          (event.kind === 'push' || (event.kind === 'build' && event.pushes === true)) &&
          publishes(event) &&
          event.step.step.owner.file !== file
        )
          for (const { registry } of event.known) registries.add(registry);
    }
  }
  return registries.size === 1 && registries.has('ghcr.io');
}
