import type { Span } from '../core/text/span';

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}
