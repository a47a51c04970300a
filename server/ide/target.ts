import type { Span } from '../core/text/span';

/** A place in a file of the repository. */
export interface Target {
  readonly path: string;
  readonly span: Span;
}
