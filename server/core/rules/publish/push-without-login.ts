import { loginsBefore } from '../../image/in-job';
import { lacksPassword, loginDoubt } from '../../image/login-in-force';
import { isLocal, publishes } from '../../image/published';
import { shownName } from '../../image/reference';
import { hosted } from '../../image/runner';
import { rule } from '../../lint/rule';
import { logInToGhcr } from '../../remedy/set-up';

/** A push to a registry nobody in the job has logged in to is refused (failure texts F-007). */
export const pushWithoutLogin = rule({
  id: 'push-without-login',
  summary: 'Image is pushed to a registry that nothing in the job logs in to',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'publish',
  failures: ['F-007'],
  check(site, { analysis, report, undecided }) {
    for (const event of site.events) {
      if (!publishes(event) || event.credentials !== undefined) continue;
      const reference = event.known.find(
        (own) =>
          own.registry !== undefined &&
          !isLocal(own.registry) &&
          !analysis.workspace.facts.login?.includes(own.registry),
      );
      const host = reference?.registry;
      if (reference === undefined || host === undefined) continue;
      const open = loginDoubt(event, host);
      if (open === 'covered') continue;
      if (open !== undefined) {
        undecided(open);
        continue;
      }
      const logins = loginsBefore(event);
      const failing = logins.find((login) => lacksPassword(login) && login.hosts?.includes(host) === true);
      // A login for another host is said at the login.
      if (logins.length > 0 && failing === undefined) continue;
      if (event.kind === 'build' && event.pushes !== true) {
        undecided('whether it pushes is not known');
        continue;
      }
      const hostedRunner = hosted(event.job) === true;
      report({
        at: site.span,
        message: `${shownName(reference)} is pushed to ${host}, but ${failing === undefined ? 'nothing before it in this job logs in there, so the push is refused' : 'the login before it is given no password and fails'}`,
        severity: hostedRunner ? 'error' : 'info',
        confidence: event.reached === true && hostedRunner ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(host === 'ghcr.io' && failing === undefined
          ? {
              fix: {
                title: 'Log in to ghcr.io with GITHUB_TOKEN',
                edit: (editor) => logInToGhcr(editor, site),
              },
            }
          : {}),
      });
    }
  },
});
