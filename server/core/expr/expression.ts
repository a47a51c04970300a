import type { Span } from '../text/span';
import type { Known } from '../value/value';

/**
 * A parsed expression of GitHub Actions. Spans are UTF-16 offsets into the string that was parsed.
 * Property access and index access with a literal string are the same thing here: `index` with a literal.
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly span: Span }
  | { readonly kind: 'context'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression; readonly span: Span }
  | { readonly kind: 'star'; readonly object: Expression; readonly span: Span }
  | { readonly kind: 'not'; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: 'compare';
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[]; readonly span: Span };

/** A string of a workflow cut into literal text and expressions, in order, covering the whole string. */
export interface TemplateText {
  readonly text: string;
  readonly segments: readonly TemplateSegment[];
}

export type TemplateSegment =
  /** The value is the text as known; it is one object for all runs, which find by it what they have made of it before. */
  | { readonly kind: 'text'; readonly text: string; readonly value: Known; readonly span: Span }
  | {
      readonly kind: 'expression';
      /** From `${{` to `}}`. */
      readonly span: Span;
      /** What stands between, with its own place. */
      readonly body: string;
      readonly bodySpan: Span;
      /** Undefined where the body does not parse; then `problem` says why. Spans inside are offsets into the whole template text. */
      readonly expression: Expression | undefined;
      readonly problem?: { readonly span: Span; readonly message: string };
    };
