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

/** `other` is what is not read: `for`, splats, template directives. */
export type HclExpression = { readonly span: Span } & (
  | { readonly kind: 'literal'; readonly value: Datum }
  | { readonly kind: 'template'; readonly parts: readonly (string | HclExpression)[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: string; readonly value: HclExpression }[] }
  | {
      readonly kind: 'conditional';
      readonly test: HclExpression;
      readonly yes: HclExpression;
      readonly no: HclExpression;
    }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: HclExpression; readonly right: HclExpression }
  | { readonly kind: 'not'; readonly operand: HclExpression }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly HclExpression[] }
  | { readonly kind: 'other' }
);

/** Reads a file of HCL; undefined where it is not HCL. */
export function parseHcl(text: string): HclBody | undefined {
  try {
    const reader = new Reader(text);
    const body = reader.body(false);
    return body;
  } catch (error) {
    if (error instanceof NotHcl) return undefined;
    throw error;
  }
}

/** Reads text with `${…}` in it, as the strings of HCL's JSON form are; text that cannot be read as such is `other`. */
export function parseTemplate(text: string, span: Span): HclExpression {
  const found = parseHcl(
    `value = "${text.replace(/[\\"]|\r?\n/g, (one) => (one.length > 1 || one === '\n' ? '\\n' : `\\${one}`))}"`,
  );
  const value = found?.attributes[0]?.value;
  return value === undefined ? { kind: 'other', span } : { ...value, span };
}

class NotHcl extends Error {}

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_-]*/uy;
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

/** The place in the text is what a reader is, hence a class. */
class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  body(inBlock: boolean): HclBody {
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
      } else blocks.push(this.block(name, start));
    }
  }

  private block(type: string, start: number): HclBlock {
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
      body: this.body(true),
      span: { start, end: start + this.text.slice(start, end).trimEnd().length },
    };
  }

  expression(): HclExpression {
    const test = this.operation(0);
    this.space(false);
    if (!this.take('?')) return test;
    this.space(true);
    const yes = this.expression();
    this.space(true);
    this.expect(':');
    this.space(true);
    const no = this.expression();
    return { kind: 'conditional', test, yes, no, span: { start: test.span.start, end: no.span.end } };
  }

  private operation(level: number): HclExpression {
    let left = this.term();
    for (;;) {
      this.space(false);
      const operator = BINARY.find((one) => this.peek(one));
      if (operator === undefined || this.peek('//') || this.peek('/*') || (LEVEL[operator] ?? 4) <= level) return left;
      this.at += operator.length;
      const right = this.operation(LEVEL[operator] ?? 4);
      left = { kind: 'binary', operator, left, right, span: { start: left.span.start, end: right.span.end } };
    }
  }

  private term(): HclExpression {
    this.space(true);
    const start = this.at;
    if (this.peek('!') && !this.peek('!=')) {
      this.at++;
      const operand = this.term();
      return { kind: 'not', operand, span: { start, end: operand.span.end } };
    }
    let value = this.primary(start);
    // Traversals: `.name`, `[index]`, and splats, which are not read.
    for (;;) {
      if (this.peek('.') && !this.peek('...')) {
        this.at++;
        if (this.take('*')) value = { kind: 'other', span: { start, end: this.at } };
        else value = step(value, this.match(/\d+/y) ?? this.identifier(), this.at);
      } else if (this.peek('[')) {
        this.at++;
        this.space(true);
        if (this.take('*')) value = { kind: 'other', span: { start, end: this.at } };
        else {
          const index = this.expression();
          value = step(value, index.kind === 'literal' ? String(index.value) : undefined, this.at);
        }
        this.space(true);
        this.expect(']');
        value = { ...value, span: { start, end: this.at } };
      } else return value;
    }
  }

  private primary(start: number): HclExpression {
    const span = (): Span => ({ start, end: this.at });
    if (this.peek('"')) return this.quoted();
    if (this.peek('<<')) return this.heredoc();
    if (this.take('(')) {
      const inner = this.expression();
      this.space(true);
      this.expect(')');
      return { ...inner, span: span() };
    }
    if (this.peek('[')) return this.list();
    if (this.peek('{')) return this.object();
    const number = this.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?/y);
    if (number !== undefined) return { kind: 'literal', value: Number(number), span: span() };
    const name = this.identifier();
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', span: span() };
    if (name === 'null') return { kind: 'literal', value: null, span: span() };
    if (!this.take('(')) return { kind: 'variable', name, path: [], span: span() };
    const args = this.items(')');
    return { kind: 'call', name, arguments: args, span: span() };
  }

  private list(): HclExpression {
    const start = this.at++;
    this.space(true);
    if (this.isFor()) return this.skipped(start, '[', ']');
    const items = this.items(']');
    return { kind: 'list', items, span: { start, end: this.at } };
  }

  private items(close: string): readonly HclExpression[] {
    const items: HclExpression[] = [];
    for (;;) {
      this.space(true);
      if (this.take(close)) return items;
      items.push(this.expression());
      this.space(true);
      if (this.take('...')) this.space(true);
      if (!this.take(',') && !this.peek(close)) throw new NotHcl();
    }
  }

  private object(): HclExpression {
    const start = this.at++;
    this.space(true);
    if (this.isFor()) return this.skipped(start, '{', '}');
    const entries: { key: string; value: HclExpression }[] = [];
    for (;;) {
      this.space(true);
      if (this.take('}')) return { kind: 'object', entries, span: { start, end: this.at } };
      const key = this.term();
      this.space(false);
      if (!this.take('=') && !this.take(':')) throw new NotHcl();
      const value = this.expression();
      if (key.kind === 'literal') entries.push({ key: String(key.value), value });
      else if (key.kind === 'variable') entries.push({ key: key.name, value });
      this.space(false);
      this.take(',');
    }
  }

  private isFor(): boolean {
    return /^for\s/.test(this.text.slice(this.at, this.at + 4));
  }

  /** Passes over a bracket whose inside is not read; strings in it may hold brackets. */
  private skipped(start: number, open: string, close: string): HclExpression {
    for (let depth = 1; depth > 0; ) {
      this.space(true);
      if (this.at >= this.text.length) throw new NotHcl();
      if (this.peek('"')) this.quoted();
      else {
        if (this.peek(open)) depth++;
        if (this.peek(close)) depth--;
        this.at++;
      }
    }
    return { kind: 'other', span: { start, end: this.at } };
  }

  private quoted(): HclExpression {
    const start = this.at++;
    const parts = this.templateParts(() => this.take('"'));
    return templateOf(parts, { start, end: this.at });
  }

  private heredoc(): HclExpression {
    const start = this.at;
    const head = this.match(/<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy);
    const name = /[\p{L}_][\p{L}\p{N}_-]*/u.exec(head ?? '')?.[0];
    if (name === undefined) throw new NotHcl();
    const end = new RegExp(`[ \\t]*${name}(?=\\r?\\n|$)`, 'y');
    const parts = this.templateParts(
      () => (this.text[this.at - 1] === '\n' ? this.match(end) !== undefined : false),
      false,
    );
    return templateOf(parts, { start, end: this.at });
  }

  private templateParts(ended: () => boolean, escapes = true): readonly (string | HclExpression)[] {
    const parts: (string | HclExpression)[] = [];
    let literal = '';
    for (;;) {
      if (ended()) return literal === '' ? parts : [...parts, literal];
      const code = this.text[this.at];
      if (code === undefined || (escapes && code === '\n')) throw new NotHcl();
      if (this.peek('$${') || this.peek('%%{')) {
        literal += this.text.slice(this.at + 1, this.at + 3);
        this.at += 3;
      } else if (this.peek('${') || this.peek('%{')) {
        if (literal !== '') parts.push(literal);
        literal = '';
        parts.push(this.interpolation());
      } else if (escapes && code === '\\') {
        const next = this.text[this.at + 1] ?? '';
        literal += ({ n: '\n', r: '\r', t: '\t' } as Record<string, string>)[next] ?? next;
        this.at += 2;
      } else {
        literal += code;
        this.at++;
      }
    }
  }

  private interpolation(): HclExpression {
    const start = this.at;
    const directive = this.peek('%{');
    this.at += 2;
    this.take('~');
    if (directive) return this.skipped(start, '{', '}');
    const inner = this.expression();
    this.space(true);
    this.take('~');
    this.expect('}');
    return inner;
  }

  private identifier(): string {
    const name = this.match(IDENTIFIER);
    if (name === undefined) throw new NotHcl();
    return name;
  }

  /** Passes over blanks and comments, and over line ends where they mean nothing. */
  private space(lines: boolean): void {
    const blanks = lines
      ? /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y
      : /(?:[ \t\r]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
    this.match(blanks);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private peek(wanted: string): boolean {
    return this.text.startsWith(wanted, this.at);
  }

  private take(wanted: string): boolean {
    if (!this.peek(wanted)) return false;
    this.at += wanted.length;
    return true;
  }

  private expect(wanted: string): void {
    if (!this.take(wanted)) throw new NotHcl();
  }
}

function step(value: HclExpression, name: string | undefined, end: number): HclExpression {
  const span = { start: value.span.start, end };
  return value.kind === 'variable' && name !== undefined
    ? { ...value, path: [...value.path, name], span }
    : { kind: 'other', span };
}

function templateOf(parts: readonly (string | HclExpression)[], span: Span): HclExpression {
  const [only] = parts;
  if (parts.length === 0) return { kind: 'literal', value: '', span };
  return parts.length === 1 && typeof only === 'string'
    ? { kind: 'literal', value: only, span }
    : { kind: 'template', parts, span };
}
