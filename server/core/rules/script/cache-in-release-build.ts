import { rule } from '../../lint/rule';
import { show } from '../../value/text';

/** What a pull request or another workflow has put into a shared cache becomes part of the release (zizmor `cache-poisoning`; F-089). */
export const cacheInReleaseBuild = rule({
  id: 'cache-in-release-build',
  summary: 'Release is built from a cache that other runs write to',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: ['F-089'],
  check({ events }, { report, undecided }) {
    for (const event of events) {
      const { scenario, scenarioId } = event.job.instance;
      if (event.reached === false || !/^(push:tag|push:prerelease-tag|release:)/.test(scenario.id)) continue;
      if (event.pushes === false || event.cacheFrom === undefined) continue;
      if (event.cacheFrom.value.kind === 'unknown' || event.pushes === 'unknown') {
        undecided('whether a release uses a cache is not known');
        continue;
      }
      const text = show(event.cacheFrom.value);
      const shared = text
        .split('\n')
        .filter((line) => /\btype=gha\b/.test(line) && !/scope=[^,\n]*(release|github\.ref|tag)/i.test(line));
      if (shared.length === 0) continue;
      report({
        at: event.cacheFrom.span,
        message:
          'a release takes layers from the shared Actions cache, so what another run put there can become part of it',
        confidence: event.reached === true && event.pushes ? 'certain' : 'likely',
        scenarios: [scenarioId],
      });
    }
  },
});
