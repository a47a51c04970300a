import type { BuildEvent, PushEvent } from '../event/event';
import { equal } from '../expr/compare';
import type { Reference } from '../run/reference';

/**
 * What pushed the image that a reference names, of pushes in their order that all have its name: the last one of this very tag, or the only
 * one. Undefined where several may have: each architecture has a tag and a digest of its own, and so has the index of them.
 */
export function tagPusher(
  reference: Reference,
  pushes: readonly (BuildEvent | PushEvent)[],
): BuildEvent | PushEvent | undefined {
  const [only, ...others] = pushes;
  return (
    pushes.findLast(({ known }) => known.some(({ value }) => equal(value, reference.value) === true)) ??
    (others.length === 0 ? only : undefined)
  );
}
