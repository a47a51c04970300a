import { rule } from '../../lint/rule';
import { givenOperand } from '../../run/operand';
import { knownText } from '../../value/value';

/** Without its cache every run fetches Trivy's database from ghcr.io again, which answers `TOOMANYREQUESTS` now and then (trivy-action#389; F-076). */
export const trivyDbRateLimit = rule({
  id: 'trivy-db-rate-limit',
  summary: 'Trivy fetches its database in every run',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'safe',
  each: 'scan',
  failures: ['F-076'],
  check({ events, step, tool }, { report, undecided }) {
    if (tool !== 'aquasecurity/trivy-action') return;
    for (const event of events) {
      const cache = givenOperand(event.step, 'cache');
      if (event.reached === false || cache === undefined) continue;
      if (cache.value.kind !== 'known') {
        undecided('whether the database is cached is not known');
        continue;
      }
      if (knownText(cache.value)?.trim().toLowerCase() !== 'false') continue;
      // A mirror, or a database that is there already, asks nothing of ghcr.io.
      if (
        ['TRIVY_DB_REPOSITORY', 'TRIVY_SKIP_DB_UPDATE', 'TRIVY_CACHE_DIR'].some(
          (name) => event.step.variable(name) !== undefined,
        )
      )
        continue;
      report({
        at: cache.span,
        message:
          'without the cache every run fetches the database from ghcr.io, which now and then refuses with TOOMANYREQUESTS',
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
        fix: { title: 'Cache the database', edit: (editor) => editor.removeInput(step, 'cache') },
      });
    }
  },
});
