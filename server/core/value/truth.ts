import type { Truth } from './value';

/** Kleene's or: true as soon as one is. */
export function either(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : false;
}

/** Kleene's and: false as soon as one is. */
export function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : true;
}

/** What holds whichever of the two it is. */
export function agree(a: Truth, b: Truth): Truth {
  return a === b ? a : 'unknown';
}
