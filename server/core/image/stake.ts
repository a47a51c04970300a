import { eventsOfKinds } from '../event/events-of';
import type { JobInstance, WorkflowInstance } from '../run/run';
import { publishes } from './published';

/**
 * What code that runs in a job could take or use there, in words: a scope that can write, or the login to a registry. Undefined where nothing of that is certain; a job without any `permissions` has what the repository's settings give.
 */
export function stakeOf(job: JobInstance, scopes: readonly string[]): string | undefined {
  const scope = scopes.find((one) => job.permissions.level(one) === 'write');
  if (scope !== undefined) return `\`${scope}: write\``;
  const login = eventsOfKinds(job, ['login']).find(
    ({ credential, reached }) =>
      reached !== false && (credential === 'secret' || credential === 'cloud' || credential === 'github-token'),
  );
  return login === undefined ? undefined : 'the login to a registry';
}

/** Scopes with which a job can publish an image, or speak for one. */
export const PUBLISHING_SCOPES: readonly string[] = ['packages', 'id-token', 'attestations'];

/** Whether a job publishes an image, for certain or perhaps, or signs or attests one. */
export function publishesIn(job: JobInstance): boolean {
  return eventsOfKinds(job, ['build', 'push', 'sign', 'attest']).some((event) => {
    if (event.reached === false) return false;
    if (event.kind === 'build' || event.kind === 'push') return publishes(event);
    return event.kind === 'sign' || event.subjectPath === undefined;
  });
}

/** Whether some job of the run that a job belongs to publishes an image, those of called workflows included. */
export function publishesInRun(job: JobInstance): boolean {
  let { instance } = job;
  while (instance.caller !== undefined) ({ instance } = instance.caller);
  return publishesInAny(instance);
}

function publishesInAny({ jobs }: WorkflowInstance): boolean {
  return jobs.some(
    (one) => publishesIn(one) || (one.callee !== undefined && !('unread' in one.callee) && publishesInAny(one.callee)),
  );
}
