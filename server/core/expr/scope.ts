import type { ExprValue, Truth } from '../value/value';
import type { Expression } from './expression';

/** What an expression can see where it stands. */
export interface Scope {
  /**
   * The value at a context path such as `['github', 'ref']` or `['steps', 'meta', 'outputs', 'tags']` (names lower-cased
   * only where GitHub ignores case: context names and keys are compared without case). Undefined means: nothing is known,
   * so the evaluator makes a hole of it.
   */
  lookup(path: readonly string[]): ExprValue | undefined;
  /** A key that tells the same expression in another job or file apart, e.g. `.github/workflows/a.yml#build:` for step outputs, '' for `github.*`. */
  qualify(path: readonly string[]): string;
  /** What is taken as given about a canonical expression (see `canonical`), e.g. the step's own `if`. */
  readonly assume?: (canonical: string) => Truth;
  /** The outcome of functions that depend on the run so far: success, failure, always, cancelled, hashfiles. Undefined → unknown. */
  call?(name: string, call: Expression & { kind: 'call' }): ExprValue | undefined;
}
