import { containerised } from '../event/containerised';
import type { ImageEvent, LoginEvent } from '../event/event';
import { writtenInput } from '../run/operand';
import { unwrapped } from '../run/unwrap';
import { before, loginsBefore, opaqueFor, writesCredentials } from './in-job';

/** Why a login may be there all the same; `covered` when there certainly is one for the host. */
export function loginDoubt(event: ImageEvent, host: string): string | undefined {
  const logins = loginsBefore(event).filter((login) => !lacksPassword(login));
  if (logins.some(({ hosts }) => hosts?.some((own) => sameHost(own, host)) === true)) return 'covered';
  if (logins.some(({ hosts }) => hosts === undefined)) return 'which registry a login is for is not known';
  const opaque = opaqueFor(before(event, 'opaque'), 'login');
  if (opaque !== undefined) return `\`${opaque.tool}\` may log in`;
  if (writesCredentials(event)) return 'a script before it handles credentials in its own way';
  if (event.command !== undefined && containerised(unwrapped(event.command.words)) !== undefined)
    return 'the container it runs in may be given credentials';
  if (event.job.job.container !== undefined) return 'the container the job runs in may bring credentials';
  if ((event.kind === 'push' || event.kind === 'build') && event.ownLogin === true)
    return `\`${event.tool}\` brings credentials of its own`;
  if (event.kind === 'build' && event.builder === 'depot') return 'Depot has credentials of its own';
  if (event.kind === 'build' && event.takesToken === true && host === 'ghcr.io')
    return `\`${event.tool}\` logs in with \`GITHUB_TOKEN\` by itself`;
  if (
    /(pkg\.dev|gcr\.io|amazonaws\.com|azurecr\.io)$/.test(host) &&
    event.job.steps.some(
      (one) => one.action.kind === 'catalogued' && one.action.entry.effects.some(({ kind }) => kind === 'identity'),
    )
  )
    return 'a cloud sign-in may serve as credential helper';
  return undefined;
}

/**
 * Whether a login is given no password: docker/login-action hands an empty one on to `docker login`, which refuses it (its src/docker.ts); at
 * Amazon's registries the cloud sign-in may do. A secret that is empty, on pull requests from forks or because a caller does not hand it over,
 * is another matter.
 */
export function lacksPassword({ tool, job, step, command, hosts, password, credential }: LoginEvent): boolean {
  return (
    tool === 'docker/login-action' &&
    command === undefined &&
    job.instance.scenario.secrets &&
    !/\bsecrets\b/.test(writtenInput(step.step, 'password') ?? '') &&
    credential === 'none' &&
    password === undefined &&
    hosts?.every((host) => !/amazonaws\.com|public\.ecr\.aws/.test(host)) === true
  );
}

/** Amazon's hosts are one per account and region; a login for one that is partly computed is taken for the same. */
function sameHost(a: string, b: string): boolean {
  return a === b || (a.includes('${{') && b.endsWith(a.slice(a.lastIndexOf('}}') + 2)));
}

/**
 * Whether the only logins to a host before an event are a credential helper (`gcloud auth configure-docker`). Programs that read the stored
 * password themselves, such as actions/attest, find nothing then (actions/attest-build-provenance#80; F-101).
 */
export function onlyCredentialHelper(event: ImageEvent, host: string): boolean {
  const logins = loginsBefore(event).filter(({ hosts }) => hosts?.includes(host) !== false);
  const scripts = event.job.steps
    .filter(({ order }) => order * 1000 <= event.order)
    .map(({ step }) => step.run?.field.text ?? '');
  return (
    logins.length > 0 &&
    logins.every(({ tool }) => tool === 'gcloud auth configure-docker') &&
    opaqueFor(before(event, 'opaque'), 'login') === undefined &&
    !scripts.some((text) => /config\.json|DOCKER_AUTH_CONFIG|DOCKER_CONFIG|auth\.json/.test(text))
  );
}
