import type { BuildEvent } from '../../event/event';
import { mayFollowPullRequests } from '../../image/followed-workflows';
import { foreignCode } from '../../image/pull-request-code';
import { stakeOf } from '../../image/stake';
import { rule } from '../../lint/rule';

/**
 * `pull_request_target` and `workflow_run` run with the repository's own token and secrets; a build of the pull request's head runs its
 * Dockerfile with them at hand (GitHub docs, "Securely using pull_request_target"; F-087).
 */
export const privilegedTriggerBuildsPrHead = rule({
  id: 'privileged-trigger-builds-pr-head',
  summary: 'Code of a pull request is built with the rights of the repository',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: ['F-087'],
  check({ events, step, span }, { analysis, report, undecided }) {
    for (const event of events) {
      const { scenario, scenarioId } = event.job.instance;
      if (event.reached === false || !TRIGGERS.has(scenario.id)) continue;
      if (scenario.event === 'workflow_run' && mayFollowPullRequests(analysis, event) !== true) {
        undecided('whether the workflow it follows runs on pull requests is not known');
        continue;
      }
      const foreign = foreignCode(event);
      if (foreign === undefined) continue;
      const stake = takes(event);
      if (stake === undefined) {
        undecided('whether the job holds a token that can write, or a secret, is not known');
        continue;
      }
      const gated = isGated(event);
      const here = foreign.step.step.owner === step.owner;
      report({
        at: here ? foreign.span : span,
        message: foreign.refused
          ? `\`${scenario.event}\` checks out code of the pull request, which checkout v7 refuses here; it would be built with ${stake}`
          : `\`${scenario.event}\` builds code of the pull request with ${stake}, so anybody who opens one can use it`,
        severity: foreign.refused ? 'info' : gated || event.reached !== true ? 'warning' : 'error',
        confidence: gated || event.reached !== true ? 'likely' : 'certain',
        related: here && foreign.step !== event.step ? [{ at: span, message: 'built here' }] : [],
        scenarios: [scenarioId],
      });
    }
  },
});

/** People with write access can do all that anyway, so requests from branches of the same repository do not count. */
const TRIGGERS: ReadonlySet<string> = new Set(['pull_request_target:fork', 'workflow_run', 'issue_comment']);

const SCOPES = ['contents', 'packages', 'id-token', 'actions', 'attestations', 'deployments'];

/** What the code could take, secrets included. */
function takes({ job: instance }: BuildEvent): string | undefined {
  const stake = stakeOf(instance, SCOPES);
  if (stake !== undefined) return stake;
  const { job } = instance;
  const text = job.workflow.file.text.slice(job.entry.span.start, job.entry.span.end);
  const secret = /\$\{\{[^}]*\bsecrets\.(?!GITHUB_TOKEN\b)(\w+)/i.exec(text)?.[1];
  return secret === undefined ? undefined : `the secret \`${secret}\``;
}

/** A label, an environment with reviewers, or a look at who asks: none of it is proof, and all of it is care. */
function isGated(event: BuildEvent): boolean {
  const { job } = event.job;
  if (job.environment !== undefined) return true;
  const { workflow } = job;
  const types = workflow.triggers.flatMap(({ event: name, types: list }) =>
    name === event.job.instance.scenario.event ? (list?.patterns ?? []).map(({ value }) => value) : [],
  );
  if (types.length > 0 && types.every((type) => type === 'labeled')) return true;
  const needed = workflow.jobs.filter(({ id }) => job.needs.some(({ value }) => value === id));
  return [job, ...needed].some(
    (one) =>
      (one !== job && one.environment !== undefined) ||
      GATE.test(workflow.file.text.slice(one.entry.span.start, one.entry.span.end)),
  );
}

const GATE =
  /author_association|label|collaborator|permission[-_ ]?level|getMembershipForUser|getCollaboratorPermission|check-?user|actor-permission|team/i;
