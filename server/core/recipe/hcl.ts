import type { Span } from '../text/span';
import type { Datum } from '../value/value';
import { NotHcl } from './hcl-cursor';
import { HclExpressionReader } from './hcl-expression';

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

/** Reads a file of HCL; undefined where it is not HCL. */
export function parseHcl(text: string): HclBody | undefined {
  try {
    return new HclReader(text).body(false);
  } catch (error) {
    if (error instanceof NotHcl) return undefined;
    throw error;
  }
}

/** Reads text with `${…}` in it, as the strings of HCL's JSON form are; text that cannot be read as such is `other`. */
export function parseTemplate(text: string, span: Span): HclExpression {
  try {
    return new HclReader(text).template(span);
  } catch (error) {
    if (error instanceof NotHcl) return { kind: 'other', span };
    throw error;
  }
}

const DEEPEST_BLOCK = 50;

class HclReader extends HclExpressionReader {
  template(span: Span): HclExpression {
    return this.bareTemplate(span);
  }

  body(inBlock: boolean, depth = 0): HclBody {
    if (depth > DEEPEST_BLOCK) throw new NotHcl();
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (;;) {
      this.space(true);
      if (this.at >= this.text.length) {
        if (inBlock) throw new NotHcl();
        return { attributes, blocks };
      }
      if (inBlock && this.take('}')) return { attributes, blocks };
      const start = this.at;
      const name = this.identifier();
      this.space(false);
      if (this.peek('=') && !this.peek('==')) {
        this.at++;
        const value = this.expression();
        attributes.push({ name, value, span: { start, end: value.span.end } });
      } else blocks.push(this.block(name, start, depth));
    }
  }

  private block(type: string, start: number, depth: number): HclBlock {
    const labels: string[] = [];
    while (!this.take('{')) {
      if (this.peek('"')) {
        const label = this.quoted();
        if (label.kind !== 'literal') throw new NotHcl();
        labels.push(String(label.value));
      } else labels.push(this.identifier());
      this.space(false);
    }
    const end = this.at - 1;
    return {
      type,
      labels,
      body: this.body(true, depth + 1),
      span: { start, end: start + this.text.slice(start, end).trimEnd().length },
    };
  }
}
