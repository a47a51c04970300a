import { unknown, type Value } from '../value/value';

/** Stands in a list for the elements that a branch may have added, none or any number of them. */
export const MAYBE_MORE = unknown('may have been added to a list');

/** Whether a word is what a branch may have added to the list it comes from. */
export function isMaybeMore(value: Value): boolean {
  return value.kind === 'unknown' && value.reason === MAYBE_MORE.reason;
}
