import type { Span } from '../text/span';
import { NotHcl } from './hcl-cursor';
import { HclTemplateReader } from './hcl-template';
import type { HclExpression } from './hcl-tree';

const BINARY = ['||', '&&', '==', '!=', '<=', '>=', '<', '>', '+', '-', '*', '/', '%'];
const LEVEL: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** The item of a splat as a variable: no identifier of HCL, so that it hides none. */
export const SPLAT_ITEM = '*';

/** Deeper than anybody writes; a text that goes on is not read instead of exhausting the stack. */
const DEEPEST = 200;

/** Reads expressions of HCL's native syntax (github.com/hashicorp/hcl, hclsyntax/spec.md). */
export class HclExpressionReader extends HclTemplateReader {
  private depth = 0;
  /** Line ends within brackets mean nothing. */
  private brackets = 0;

  expression(): HclExpression {
    if (++this.depth > DEEPEST) throw new NotHcl();
    const test = this.operation(0);
    this.space(this.brackets > 0);
    let value = test;
    if (this.take('?')) {
      const yes = this.expression();
      this.space(true);
      this.expect(':');
      const no = this.expression();
      value = { kind: 'conditional', test, yes, no, span: { start: test.span.start, end: no.span.end } };
    }
    this.depth--;
    return value;
  }

  private operation(level: number): HclExpression {
    let left = this.term();
    for (;;) {
      const end = this.at;
      this.space(this.brackets > 0);
      const operator = BINARY.find((one) => this.peek(one));
      if (operator === undefined || (LEVEL[operator] ?? 4) <= level) {
        this.at = end;
        return left;
      }
      this.at += operator.length;
      const right = this.operation(LEVEL[operator] ?? 4);
      left = { kind: 'binary', operator, left, right, span: { start: left.span.start, end: right.span.end } };
    }
  }

  private term(): HclExpression {
    this.space(true);
    const start = this.at;
    if (++this.depth > DEEPEST) throw new NotHcl();
    const value = this.signed(start) ?? this.traversed(this.primary(start));
    this.depth--;
    return value;
  }

  private signed(start: number): HclExpression | undefined {
    if (this.peek('!') && !this.peek('!=')) {
      this.at++;
      const operand = this.term();
      return { kind: 'not', operand, span: { start, end: operand.span.end } };
    }
    if (!this.take('-')) return undefined;
    const right = this.term();
    const span = { start, end: right.span.end };
    // HCL writes `-0`, which ours cannot hold.
    if (right.kind === 'literal' && right.value === 0) return { kind: 'other', span };
    if (right.kind === 'literal' && typeof right.value === 'number')
      return { kind: 'literal', value: -right.value, span };
    return { kind: 'binary', operator: '-', left: { kind: 'literal', value: 0, span }, right, span };
  }

  /** `.name`, `[index]` and splats behind a value. */
  private traversed(first: HclExpression): HclExpression {
    let value = first;
    for (;;) {
      const { start } = value.span;
      if (this.peek('.') && !this.peek('...')) {
        this.at++;
        if (this.take('*')) value = this.splat(value, this.attributes(this.item()));
        else value = step(value, this.match(/\d+/y) ?? this.identifier(), this.since(start));
      } else if (this.take('[*]')) value = this.splat(value, this.traversed(this.item()));
      else if (this.take('[')) {
        const index = this.within(']', () => this.expression());
        const span = this.since(start);
        value =
          index.kind === 'literal'
            ? step(value, String(index.value), span)
            : { kind: 'index', from: value, index, span };
      } else return value;
    }
  }

  private splat(from: HclExpression, each: HclExpression): HclExpression {
    return { kind: 'splat', from, each, span: this.since(from.span.start) };
  }

  /** What stands for each item behind a splat. */
  private item(): HclExpression {
    return { kind: 'variable', name: SPLAT_ITEM, path: [], span: this.since(this.at) };
  }

  /** The older `.*` applies attributes alone to each item, `[*]` all that follows. */
  private attributes(item: HclExpression): HclExpression {
    let value = item;
    while (this.match(/\.(?!\.)/y) !== undefined)
      value = step(value, this.match(/\d+/y) ?? this.identifier(), this.since(item.span.start));
    return value;
  }

  private primary(start: number): HclExpression {
    if (this.peek('"')) return this.quoted();
    if (this.peek('<<')) return this.heredoc();
    if (this.take('(')) {
      const inner = this.within(')', () => this.expression());
      return { ...inner, span: this.since(start) };
    }
    if (this.take('[')) return this.list(start);
    if (this.take('{')) return this.object(start);
    const number = this.match(/\d+(\.\d+)?([eE][+-]?\d+)?/y);
    if (number !== undefined) {
      const value = Number(number);
      // HCL's numbers are exact; what ours cannot hold is not read.
      const held = number.length <= 15 && /^\d+(\.\d+)?$/.test(String(value));
      return held ? { kind: 'literal', value, span: this.since(start) } : { kind: 'other', span: this.since(start) };
    }
    const name = this.identifier();
    const span = this.since(start);
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', span };
    if (name === 'null') return { kind: 'literal', value: null, span };
    if (!this.take('(')) return { kind: 'variable', name, path: [], span };
    const { items, spread } = this.items(')');
    return { kind: 'call', name, arguments: items, ...(spread ? { spread } : {}), span: this.since(start) };
  }

  /** Reads up to a closing bracket, within which line ends mean nothing. */
  protected within<T>(close: string, read: () => T): T {
    this.brackets++;
    this.space(true);
    const value = read();
    this.space(true);
    this.brackets--;
    this.expect(close);
    return value;
  }

  private list(start: number): HclExpression {
    this.space(true);
    if (this.isFor()) return this.within(']', () => this.comprehension(start, false));
    const { items } = this.items(']');
    return { kind: 'list', items, span: this.since(start) };
  }

  private items(close: string): { readonly items: readonly HclExpression[]; readonly spread: boolean } {
    const items: HclExpression[] = [];
    let spread = false;
    this.within(close, () => {
      while (!this.peek(close)) {
        items.push(this.expression());
        this.space(true);
        if (close === ')' && this.take('...')) spread = true;
        this.space(true);
        if (spread && !this.peek(close)) throw new NotHcl();
        if (!this.take(',') && !this.peek(close)) throw new NotHcl();
        this.space(true);
      }
    });
    return { items, spread };
  }

  private object(start: number): HclExpression {
    this.space(true);
    if (this.isFor()) return this.within('}', () => this.comprehension(start, true));
    const entries: { key: string; computed?: HclExpression; value: HclExpression }[] = [];
    const outside = this.brackets;
    // Entries may stand on lines of their own, without commas.
    this.brackets = 0;
    for (this.space(true); !this.take('}'); this.space(true)) {
      const written = this.peek('(');
      const key = this.term();
      this.space(false);
      if (!this.take('=') && !this.take(':')) throw new NotHcl();
      const value = this.expression();
      if (key.kind === 'literal') entries.push({ key: String(key.value), value });
      else if (key.kind === 'variable' && key.path.length === 0 && !written) entries.push({ key: key.name, value });
      else entries.push({ key: '', computed: key, value });
      this.space(false);
      this.take(',');
    }
    this.brackets = outside;
    return { kind: 'object', entries, span: this.since(start) };
  }

  private isFor(): boolean {
    return this.match(/for(?=\s)/y) !== undefined;
  }

  /** `for name in source : value`, behind `for`; an object's with `key => value`. */
  private comprehension(start: number, keyed: boolean): HclExpression {
    const { names, source } = this.loopHead();
    this.space(true);
    this.expect(':');
    const first = this.expression();
    this.space(true);
    let value = first;
    if (keyed) {
      this.expect('=>');
      value = this.expression();
      this.space(true);
    }
    const grouped = keyed && this.take('...');
    this.space(true);
    const condition = this.match(/if(?![\p{L}\p{N}_-])/uy) === undefined ? undefined : this.expression();
    this.space(true);
    // The bracket that closes it is taken right behind.
    const span: Span = { start, end: this.at + 1 };
    const key = keyed ? { key: first } : {};
    return { kind: 'for', names, source, ...key, value, grouped, ...(condition ? { condition } : {}), span };
  }

  /** `name in source` or `key, name in source`, behind `for`. */
  protected loopHead(): { readonly names: readonly string[]; readonly source: HclExpression } {
    const names = [this.word()];
    this.space(true);
    if (this.take(',')) names.push(this.word());
    if (this.word() !== 'in') throw new NotHcl();
    return { names, source: this.expression() };
  }

  private word(): string {
    this.space(true);
    return this.identifier();
  }
}

function step(value: HclExpression, name: string, span: Span): HclExpression {
  if (value.kind === 'variable') return { ...value, path: [...value.path, name], span };
  return { kind: 'index', from: value, index: { kind: 'literal', value: name, span }, span };
}
