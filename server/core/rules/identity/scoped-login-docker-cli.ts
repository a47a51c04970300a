import { after, loginsBefore } from '../../image/in-job';
import { rule } from '../../lint/rule';
import { givenOperand } from '../../run/operand';
import { fieldNamed } from '../../workflow/field';

/** `scope` keeps credentials apart from the engine's own, and only Buildx looks there (docker/login-action README, "Scoped logins"; F-016). */
export const scopedLoginDockerCli = rule({
  id: 'scoped-login-docker-cli',
  summary: 'Login is limited to a scope that `docker push` does not see',
  severity: 'warning',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'review',
  each: 'login',
  failures: ['F-016'],
  check({ events, step, span, tool }, { report, undecided }) {
    if (tool !== 'docker/login-action') return;
    for (const event of events) {
      const scope = givenOperand(event.step, 'scope');
      const [host, ...others] = event.hosts ?? [];
      if (event.reached === false || scope === undefined || host === undefined || others.length > 0) continue;
      const push = after(event, 'push').find(
        (other) =>
          other.how === 'push' &&
          other.tool === 'docker push' &&
          other.known.some(({ registry }) => registry === host) &&
          !loginsBefore(other).some((login) => login !== event && isOpen(login.step, login.hosts, host)),
      );
      if (push === undefined) continue;
      if (event.reached !== true || push.reached !== true) {
        undecided('whether both run is not known');
        continue;
      }
      const written = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'scope');
      report({
        at: scope.span.end > scope.span.start ? scope.span : span,
        message: `with \`scope\` only Buildx finds these credentials, so \`docker push\` to ${host} is refused`,
        confidence: 'likely',
        ...(push.step.step.owner === step.owner
          ? { related: [{ at: push.span, message: 'pushes without them' }] }
          : {}),
        scenarios: [event.job.instance.scenarioId],
        ...(written === undefined
          ? {}
          : { fix: { title: 'Log in for everything', edit: (editor) => editor.removeInput(step, 'scope') } }),
      });
    }
  },
});

/** A login without a scope that is, or may be, for the host. */
function isOpen(step: Parameters<typeof givenOperand>[0], hosts: readonly string[] | undefined, host: string): boolean {
  return givenOperand(step, 'scope') === undefined && (hosts === undefined || hosts.includes(host));
}
