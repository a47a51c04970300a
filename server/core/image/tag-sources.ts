import type { LocalEvent, PushEvent } from '../event/event';
import { listedReferences, type Reference } from '../run/reference';
import { sameInEngine } from './engine-images';
import { before } from './in-job';

/** Names that are given other names that are given other names; a few are plenty. */
const STEPS_MAX = 4;

/** The names that a pushed image had on the runner before: `docker tag app ghcr.io/acme/app:1` in the same job, and so on back. */
export function tagSources(push: PushEvent): readonly Reference[] {
  const memo = SOURCES.get(push);
  if (memo !== undefined) return memo;
  const tags = push.how === 'push' ? before(push, 'local').filter(({ how }) => how === 'tag') : [];
  // A push that names its destination apart (`podman push app quay.io/acme/app`) says itself what it takes.
  const own = push.how === 'push' ? (push.sources ?? []) : [];
  const found: Reference[] = [...own];
  let wanted = [...push.known, ...own];
  for (let step = 0; step < STEPS_MAX && wanted.length > 0 && tags.length > 0; step++) {
    wanted = sourcesOf(wanted, tags).filter((one) => !found.some((other) => sameInEngine(other, one) === true));
    found.push(...wanted);
  }
  SOURCES.set(push, found);
  return found;
}

const SOURCES = new WeakMap<PushEvent, readonly Reference[]>();

function sourcesOf(names: readonly Reference[], tags: readonly LocalEvent[]): readonly Reference[] {
  return tags
    .filter(({ known }) => known.some((one) => names.some((name) => sameInEngine(name, one) === true)))
    .flatMap(({ source }) => (source === undefined ? [] : (listedReferences(source.value, source.span) ?? [])));
}
