import type { Span } from '../core/text/span';

/** One thing that can stand at the cursor; they come in the order in which they are to be shown. */
export interface Completion {
  readonly label: string;
  readonly kind: 'property' | 'value' | 'reference' | 'snippet';
  /** Markdown. */
  readonly documentation: string | undefined;
  /** What it replaces, and by what. */
  readonly span: Span;
  readonly text: string;
  /** The same for an editor that knows snippets, and how far the line at the cursor is indented. */
  readonly snippet?: { readonly text: string; readonly indent: number };
}
