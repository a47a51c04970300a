import type { Span } from '../text/span';
import type { Datum } from '../value/value';

/** A body of HCL's native syntax: attributes and blocks in their order (github.com/hashicorp/hcl, spec.md). */
export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly name: string;
  readonly value: HclExpression;
  readonly span: Span;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  /** Of the type and labels. */
  readonly span: Span;
}

/** `other` is what is not read, such as numbers that cannot be held. A path is of attributes and fixed indices. */
export type HclExpression = { readonly span: Span } & (
  | { readonly kind: 'literal'; readonly value: Datum }
  | { readonly kind: 'template'; readonly parts: readonly (string | HclExpression)[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'object'; readonly entries: readonly HclEntry[] }
  | {
      readonly kind: 'conditional';
      readonly test: HclExpression;
      readonly yes: HclExpression;
      readonly no: HclExpression;
    }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: HclExpression; readonly right: HclExpression }
  | { readonly kind: 'not'; readonly operand: HclExpression }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly HclExpression[];
      /** Whether the last argument is a list of arguments (`f(list...)`). */
      readonly spread?: boolean;
    }
  | { readonly kind: 'index'; readonly from: HclExpression; readonly index: HclExpression }
  /** `each` is what is made of each item, which is the variable `SPLAT_ITEM` in it. */
  | { readonly kind: 'splat'; readonly from: HclExpression; readonly each: HclExpression }
  | {
      readonly kind: 'for';
      /** The name of each value, with that of its key or index before it where there are two. */
      readonly names: readonly string[];
      readonly source: HclExpression;
      /** Given where it makes an object. */
      readonly key?: HclExpression;
      readonly value: HclExpression;
      readonly condition?: HclExpression;
      /** Whether values of the same key become a list. */
      readonly grouped: boolean;
    }
  | { readonly kind: 'other' }
);

export interface HclEntry {
  readonly key: string;
  /** Where the key is worked out; `key` is empty then. */
  readonly computed?: HclExpression;
  readonly value: HclExpression;
}
