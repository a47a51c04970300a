import type { BuildEvent } from '../../event/event';
import { before } from '../../image/in-job';
import { oldCacheClient } from '../../image/old-cache-client';
import { rule } from '../../lint/rule';
import { hosted } from '../../run/runner';
import { alternatives, show } from '../../value/text';

/**
 * GitHub turned the first cache service off in April 2025: `This legacy service is shutting down`. Buildx 0.21 and BuildKit 0.20 are the
 * first that speak to its successor (docs.docker.com "GitHub Actions cache"; docker/build-push-action#1345; F-034).
 */
export const legacyCacheService = rule({
  id: 'legacy-cache-service',
  summary: 'Pinned Buildx or BuildKit is too old for the cache service',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: ['F-034'],
  check({ events }, { report, undecided }) {
    for (const event of events) {
      // Depot builds on machines of its own.
      if (event.reached === false || event.builds === false || event.builder === 'depot' || !usesGha(event)) continue;
      for (const setup of before(event, 'setup')) {
        if (setup.what !== 'buildx' || setup.command !== undefined) continue;
        const old = oldCacheClient(setup);
        if (old === undefined) continue;
        if (hosted(event.job) !== true || event.reached !== true || setup.reached !== true) {
          undecided('which cache service the build reaches is not known');
          continue;
        }
        const own = setup.step.step.owner === event.step.step.owner && setup.step.parent === event.step.parent;
        if (!own) continue;
        report({
          at: old.at,
          message: `${old.what} does not know the cache service GitHub has had since April 2025 (it takes ${old.needs}), so \`type=gha\` fails`,
          confidence: 'certain',
          scenarios: [event.job.instance.scenarioId],
          ...(old.input === 'version'
            ? {
                fix: {
                  title: 'Use the Buildx of the runner',
                  edit: (editor) => editor.removeInput(setup.step.step, 'version'),
                },
              }
            : {}),
        });
      }
    }
  },
});

function usesGha({ cacheFrom, cacheTo }: BuildEvent): boolean {
  return [cacheFrom, cacheTo].some((operand) =>
    operand === undefined
      ? false
      : (alternatives(operand.value) ?? []).some((option) => /type=gha\b/.test(show(option))),
  );
}
