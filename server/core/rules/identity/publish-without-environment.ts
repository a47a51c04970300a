import { after } from '../../image/in-job';
import { publishes } from '../../image/published';
import { rule } from '../../lint/rule';
import type { JobInstance } from '../../run/run';
import { parts } from '../../value/text';
import type { Value } from '../../value/value';

/**
 * A secret of the repository is there for every job of every branch; one of an environment only where the environment's rules allow it (docs
 * "Managing environments for deployment"; OWASP CICD-SEC-1, insufficient flow control).
 */
export const publishWithoutEnvironment = rule({
  id: 'publish-without-environment',
  summary: 'Job publishes with a stored secret and no environment guards it',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'no',
  each: 'login',
  failures: [],
  check({ events, span }, { report, undecided }) {
    for (const event of events) {
      const { scenario, scenarioId } = event.job.instance;
      if (event.reached === false || event.credential !== 'secret' || /^pull_request/.test(scenario.event)) continue;
      const name = secretIn(event.password?.value);
      if (name === undefined || guarded(event.job)) continue;
      const published = [...after(event, 'build'), ...after(event, 'push')].filter(publishes);
      if (published.length === 0) continue;
      if (published.every((one) => one.kind === 'build' && one.pushes !== true)) {
        undecided('whether it publishes is not known');
        continue;
      }
      report({
        at: event.password?.span ?? span,
        message: `any job of any branch can read \`${name}\` and publish with it; an \`environment\` keeps a secret to the branches and people it names`,
        confidence: 'likely',
        scenarios: [scenarioId],
      });
    }
  },
});

function secretIn(value: Value | undefined): string | undefined {
  const list = value?.kind === 'template' ? parts(value) : [];
  return list.flatMap((part) =>
    typeof part !== 'string' && /^secrets\.\w+$/i.test(part.shown) ? [part.shown] : [],
  )[0];
}

/** Whether the job has an environment. A called workflow gets its secrets handed in, and then it is the caller that has them. */
function guarded({ job, instance }: JobInstance): boolean {
  return job.environment !== undefined || instance.caller !== undefined || instance.scenario.id === 'call:unknown';
}
