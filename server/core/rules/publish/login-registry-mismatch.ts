import type { LoginEvent } from '../../event/event';
import { after, before, ofKind, opaqueFor } from '../../image/in-job';
import { isLocal, publishes } from '../../image/published';
import { rule } from '../../lint/rule';
import { logInToGhcr } from '../../remedy/set-up';
import { writtenInput } from '../../run/operand';
import { shownName } from '../../run/reference';
import type { Step } from '../../workflow/model';

/**
 * A login without `registry` is for Docker Hub, and GITHUB_TOKEN is accepted by GitHub's own registries only (docker/login-action
 * README; failure text F-006). A login for one host does nothing for a push to another.
 */
export const loginRegistryMismatch = rule({
  id: 'login-registry-mismatch',
  summary: 'Login is for another registry than the one the image goes to',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'login',
  failures: ['F-006', 'F-007'],
  check({ events, step, span, tool }, { report, undecided }) {
    for (const login of events) {
      // With the secrets withheld the registry is empty as the password is; what fails then is the login.
      if (login.reached === false || (login.blank !== undefined && login.credential === 'none')) continue;
      const { hosts } = login;
      if (hosts === undefined) {
        undecided('which registry the login is for is not known');
        continue;
      }
      const targets = hostsPushedTo(login);
      const wrongToken = login.credential === 'github-token' && hosts.every((host) => !takesGithubToken(host));
      const elsewhere = targets.find(({ host }) => !hosts.includes(host));
      const useless =
        !wrongToken &&
        elsewhere !== undefined &&
        targets.every(({ host }) => !hosts.includes(host)) &&
        !covered(login, elsewhere.host);
      if (!wrongToken && !useless) continue;
      if (!wrongToken && opaqueFor(after(login, 'opaque'), 'push') !== undefined) {
        undecided('another step may push to the registry of this login');
        continue;
      }
      const [host = 'docker.io'] = hosts;
      const wanted =
        targets.length === 1 || targets.every((target) => target.host === targets[0]?.host)
          ? targets[0]?.host
          : undefined;
      const isAction = step.uses !== undefined && tool === 'docker/login-action';
      const { blank } = login;
      const subject = blank === undefined ? 'this logs in' : 'the registry is empty here, so this logs in';
      report({
        at: blank?.span ?? (login.registry?.given === true ? login.registry.span : span),
        message: wrongToken
          ? `${subject} to ${nameOf(host)} with GITHUB_TOKEN, which only ghcr.io accepts${elsewhere === undefined ? '' : `; ${elsewhere.name} goes to ${elsewhere.host}`}, so the login fails`
          : `${subject} to ${nameOf(host)}, but ${elsewhere?.name ?? 'the image'} goes to ${elsewhere?.host ?? 'another registry'}, so the push is refused`,
        confidence: login.reached === true ? 'certain' : 'likely',
        related:
          elsewhere === undefined || elsewhere.event.step.step.owner !== step.owner
            ? []
            : [{ at: elsewhere.event.span, message: 'pushed here' }],
        scenarios: [login.job.instance.scenarioId],
        ...(isAction && wanted !== undefined && (wanted === 'ghcr.io' || !wrongToken)
          ? {
              fix: {
                title: `Log in to ${wanted}`,
                edit: (editor) =>
                  wanted === 'ghcr.io' && elsewhere !== undefined && isForDockerHub(step)
                    ? logInToGhcr(editor, { step: elsewhere.event.step.step, events: [elsewhere.event] })
                    : editor.setInput(step, 'registry', wanted),
              },
            }
          : {}),
      });
    }
  },
});

/** Credentials that are named after Docker Hub serve nowhere else, and may be there for what is pulled. */
function isForDockerHub(step: Step): boolean {
  const [, secret = ''] = /\bsecrets\.(\w+)/.exec(writtenInput(step, 'password') ?? '') ?? [];
  return /docker|hub/i.test(secret.replace(/github/gi, ''));
}

function nameOf(host: string): string {
  return host === 'docker.io' ? 'Docker Hub' : host;
}

/** False for hosts that belong to somebody else. GitHub's own, and those of an Enterprise Server, which may have any name, may take it. */
function takesGithubToken(host: string): boolean {
  return !OTHERS.test(host);
}

const OTHERS =
  /^(docker\.io|quay\.io|gcr\.io|.*\.gcr\.io|.*\.pkg\.dev|.*\.azurecr\.io|.*\.amazonaws\.com|registry\.gitlab\.com)$/;

interface Pushed {
  readonly host: string;
  readonly name: string;
  readonly event: Parameters<typeof publishes>[0];
}

function hostsPushedTo(login: LoginEvent): readonly Pushed[] {
  const later = after(login);
  return [...ofKind(later, 'build'), ...ofKind(later, 'push')]
    .filter((event) => publishes(event) && (event.kind === 'push' || event.pushes === true))
    .flatMap((event) =>
      event.known.flatMap((reference) =>
        reference.registry === undefined || isLocal(reference.registry)
          ? []
          : [{ host: reference.registry, name: shownName(reference), event }],
      ),
    );
}

/** Whether another login of the job serves the host. */
function covered(login: LoginEvent, host: string): boolean {
  const others = after(login, 'login');
  const earlier = before(login, 'login');
  return [...others, ...earlier].some(
    ({ hosts, reached }) => reached !== false && (hosts === undefined || hosts.includes(host)),
  );
}
