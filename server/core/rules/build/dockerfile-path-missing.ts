import { dockerfileOfBuild } from '../../image/dockerfile-of-build';
import type { BuildEvent } from '../../image/event';
import { possibleMaker } from '../../image/possible-maker';
import { rule } from '../../lint/rule';

/**
 * A Dockerfile that is not in the repository and that nothing makes ends the build: `failed to read dockerfile: open Dockerfile: no such file
 * or directory` (docker/build-push-action TROUBLESHOOTING.md; F-040).
 */
export const dockerfilePathMissing = rule({
  id: 'dockerfile-path-missing',
  summary: 'Dockerfile is not in the repository',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: ['F-040'],
  check({ events, span }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false || event.builds === false) continue;
      const found = dockerfileOfBuild(event);
      if ('dockerfile' in found) continue;
      if ('reason' in found) {
        undecided(found.reason);
        continue;
      }
      const maker = makerOf(event, found.absent);
      if (maker !== undefined || event.reached !== true) {
        undecided(maker ?? 'whether the build runs is not known');
        continue;
      }
      report({
        at: event.file?.span ?? event.context?.span ?? span,
        message: `there is no \`${found.absent}\` in this repository, and no step before makes one, so the build cannot start`,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
      });
    }
  },
});

/** Why the file may be there all the same. */
function makerOf(event: BuildEvent, path: string): string | undefined {
  return event.file === undefined && (event.builder === 'buildah' || event.builder === 'podman')
    ? 'it may read a Containerfile'
    : possibleMaker(event, path);
}
