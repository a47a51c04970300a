import type { LoginEvent } from '../../event/event';
import { after } from '../../image/in-job';
import { publishes } from '../../image/published';
import { type ReportedFix, rule } from '../../lint/rule';
import { show } from '../../value/text';
import { conditionWith } from '../../workflow/condition-text';

/**
 * A pull request from a fork, and any by Dependabot, sees no secrets of Actions (docs "Events that trigger workflows", "Workflows in
 * forked repositories"; publishing.md §B.9). A login with one then stops with `Username and password required` (F-005).
 */
export const loginUnguardedPullRequest = rule({
  id: 'login-unguarded-pull-request',
  summary: 'Login with a secret also runs on pull requests, where forks and Dependabot have no secrets',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'login',
  failures: ['F-005'],
  check({ events, step, span }, { report, undecided }) {
    const secret = events.find(({ credential }) => credential === 'secret');
    if (secret === undefined) return;
    const without = events.filter(({ job }) => !job.instance.scenario.secrets);
    const failing = without.filter(
      (event) => event.reached === true && event.failure.kind === 'stops' && isEmpty(event),
    );
    const [first] = failing;
    if (first === undefined) {
      if (without.some(({ reached }) => reached === 'unknown'))
        undecided('whether it runs on a pull request is not known');
      return;
    }
    // Whoever guards against forks may have no Dependabot at all.
    if (failing.every(({ job }) => job.instance.scenario.id === 'pull_request:dependabot')) {
      undecided('whether Dependabot opens pull requests here is not known');
      return;
    }
    const name = secretName(secret);
    const fix =
      step.job === undefined ||
      step.run !== undefined ||
      failing.some((event) => publishesAfter(event) || scoutsAfter(event))
        ? undefined
        : guard(events, step);
    report({
      at: span,
      message: `this logs in with ${name} on pull requests too; from forks and Dependabot it is empty, so the run fails here`,
      confidence: 'likely',
      related:
        secret.password === undefined || secret.command !== undefined
          ? []
          : [{ at: secret.password.span, message: 'empty on those pull requests' }],
      scenarios: failing.map(({ job }) => job.instance.scenarioId),
      ...(fix === undefined ? {} : { fix }),
    });
  },
});

/** The same login without its secret: nothing but literal text is left of the password. */
function isEmpty({ credential, password }: LoginEvent): boolean {
  return credential === 'none' || password?.value.kind === 'known';
}

function secretName({ password }: LoginEvent): string {
  const shown = password === undefined ? '' : show(password.value);
  const name = /secrets\.\w+/.exec(shown)?.[0];
  return name === undefined ? 'a secret' : `\`${name}\``;
}

/** Where pull requests from the repository's own branches publish, they keep the login; elsewhere no pull request needs it. */
function guard(events: readonly LoginEvent[], step: LoginEvent['step']['step']): ReportedFix | undefined {
  const previews = events.some(
    (event) =>
      event.job.instance.scenario.event === 'pull_request' &&
      event.job.instance.scenario.secrets &&
      publishesAfter(event),
  );
  const guarded = previews
    ? "github.event_name != 'pull_request' || (github.event.pull_request.head.repo.full_name == github.repository && github.actor != 'dependabot[bot]')"
    : "github.event_name != 'pull_request'";
  const condition = conditionWith(step.condition, guarded);
  if (typeof condition !== 'string') return undefined;
  return {
    title: previews ? 'Log in only where the secret exists' : 'Log in except on pull requests',
    edit: (editor) => editor.setStepKey(step, 'if', condition),
  };
}

/** A push that runs all the same would be refused without the login; that is said at the push. */
function publishesAfter(login: LoginEvent): boolean {
  return [...after(login, 'build'), ...after(login, 'push')].some(publishes);
}

/** Docker Scout works for whoever is logged in to Docker Hub only, and would be the next to fail (docker/scout-action README, `dockerhub-user`). */
function scoutsAfter(login: LoginEvent): boolean {
  return after(login, 'scan').some(({ tool, reached }) => reached !== false && /^docker[/ ]scout/.test(tool));
}
