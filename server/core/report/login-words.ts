import type { BuildEvent, LoginEvent, PushEvent } from '../event/event';
import { credentialOf } from '../event/from-login';
import { signsInByOidc } from '../image/oidc-identity';

/** A login in the words of the truth labels: one host, or `expression` where the run decides. */
export interface LoginWords {
  readonly registry: string;
  readonly password: 'GITHUB_TOKEN' | 'PAT secret' | 'OIDC' | 'cloud' | 'other';
}

/** What a login step or command says, over all its runs. */
export function loginWords(events: readonly LoginEvent[]): LoginWords {
  return words(
    events.flatMap(({ hosts }): readonly (string | undefined)[] => hosts ?? [undefined]),
    events.map((event) => (fromCloud(event) && usesOidc(event) ? 'oidc' : event.credential)),
  );
}

/** The login that a build or push does by itself with a user and password of its own; undefined when it has none. */
export function ownLoginWords(events: readonly (BuildEvent | PushEvent)[]): LoginWords | undefined {
  const own = events.flatMap((event) => (event.credentials === undefined ? [] : [{ event, ...event.credentials }]));
  if (own.length === 0) return undefined;
  return words(
    own.flatMap(({ event }) =>
      event.references === undefined ? [undefined] : event.known.map(({ registry }) => registry),
    ),
    own.map(({ password }) => credentialOf(password.value)),
  );
}

/** Whether a password is the cloud's, or its own helper gives one (`gcloud auth configure-docker`). */
function fromCloud({ credential, hosts }: LoginEvent): boolean {
  return credential === 'cloud' || (credential === 'none' && hosts?.every(isCloud) === true);
}

/** Whether the job has its cloud identity from GitHub's own token, by a step before. */
function usesOidc({ job, order }: LoginEvent): boolean {
  return job.steps.some((step) => step.order * 1000 < order && step.reached !== false && signsInByOidc(step));
}

function words(hosts: readonly (string | undefined)[], credentials: readonly LoginEvent['credential'][]): LoginWords {
  const [host, ...otherHosts] = new Set(hosts);
  // On pull requests from forks the password is empty; what is written is the same.
  const kinds = new Set(credentials);
  if (kinds.size > 1) kinds.delete('none');
  const [credential, ...otherCredentials] = kinds;
  const registry = host === undefined || otherHosts.length > 0 ? 'expression' : host;
  if (credential === undefined || otherCredentials.length > 0) return { registry, password: 'other' };
  // Without a password the cloud's own helper gives one.
  const byCloud = (credential === 'secret' || credential === 'none') && isCloud(registry);
  return { registry, password: byCloud ? 'cloud' : PASSWORDS[credential] };
}

const PASSWORDS: Readonly<Record<LoginEvent['credential'], LoginWords['password']>> = {
  'github-token': 'GITHUB_TOKEN',
  secret: 'PAT secret',
  oidc: 'OIDC',
  cloud: 'cloud',
  none: 'other',
  unknown: 'other',
};

/**
 * Registries of a cloud, whose users are the cloud's own accounts: docker/login-action takes access keys for Amazon's, key files for
 * Google's and service principals for Azure's (its README).
 */
function isCloud(host: string): boolean {
  return /(\.amazonaws\.com|(^|\.)public\.ecr\.aws|(^|\.)gcr\.io|-docker\.pkg\.dev|\.azurecr\.io)$/.test(host);
}
