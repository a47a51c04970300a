/**
 * Whether two names of a step, job, output or input are one to GitHub, which looks them up without case (actions/runner,
 * `DictionaryContextData`; rhysd/actionlint#271).
 */
export function isSameName(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}
