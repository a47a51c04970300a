import type { Span } from '../text/span';
import { NotHcl } from './hcl-cursor';
import { HclExpressionReader } from './hcl-expression';
import type { HclAttribute, HclBlock, HclBody, HclExpression } from './hcl-tree';

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
