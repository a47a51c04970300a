import type { Span } from '../text/span';
import type { HclExpression } from './hcl';
import { HclCursor, NotHcl } from './hcl-cursor';

type Part = string | HclExpression;

interface Parts {
  readonly parts: readonly Part[];
  /** False where a directive or a strip marker (`%{ if … }`, `${~ x ~}`) decides which text there is. */
  readonly plain: boolean;
}

/** Reads quoted texts and here-documents with `${…}` in them (hclsyntax/spec.md, "Templates"). */
export abstract class HclTemplateReader extends HclCursor {
  abstract expression(): HclExpression;

  protected quoted(): HclExpression {
    const start = this.at++;
    const read = this.parts(() => this.take('"'));
    return templateOf(read, this.since(start));
  }

  protected heredoc(): HclExpression {
    const start = this.at;
    const head = this.match(/<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy);
    const name = /[\p{L}_][\p{L}\p{N}_-]*/u.exec(head ?? '')?.[0];
    if (name === undefined) throw new NotHcl();
    const end = new RegExp(`[ \\t]*${name}(?=\\r?\\n|$)`, 'y');
    const read = this.parts(() => (this.text[this.at - 1] === '\n' ? this.match(end) !== undefined : false), false);
    const span = this.since(start);
    return templateOf(head?.startsWith('<<-') ? dedented(read) : read, span);
  }

  private parts(ended: () => boolean, escapes = true): Parts {
    const parts: Part[] = [];
    let plain = true;
    let literal = '';
    for (;;) {
      if (ended()) return { parts: literal === '' ? parts : [...parts, literal], plain };
      const code = this.text[this.at];
      if (code === undefined || (escapes && code === '\n')) throw new NotHcl();
      if (this.peek('$${') || this.peek('%%{')) {
        literal += this.text.slice(this.at + 1, this.at + 3);
        this.at += 3;
      } else if (this.take('${')) {
        if (literal !== '') parts.push(literal);
        literal = '';
        if (this.take('~')) plain = false;
        parts.push(this.expression());
        this.space(true);
        if (this.take('~')) plain = false;
        this.expect('}');
      } else if (this.take('%{')) {
        plain = false;
        this.directive();
      } else if (escapes && code === '\\') literal += this.escaped();
      else {
        literal += code;
        this.at++;
      }
    }
  }

  private escaped(): string {
    const hex = this.match(/\\u[\da-fA-F]{4}|\\U[\da-fA-F]{8}/y);
    if (hex !== undefined) {
      const point = Number.parseInt(hex.slice(2), 16);
      return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
    }
    const next = this.text[this.at + 1] ?? '';
    this.at += 2;
    return ({ n: '\n', r: '\r', t: '\t' } as Record<string, string>)[next] ?? next;
  }

  /** Passes over `%{ … }`; strings in it may hold brackets. */
  private directive(): void {
    for (let depth = 1; depth > 0; ) {
      this.space(true);
      if (this.at >= this.text.length) throw new NotHcl();
      if (this.peek('"')) this.quoted();
      else {
        if (this.peek('{')) depth++;
        if (this.peek('}')) depth--;
        this.at++;
      }
    }
  }
}

function templateOf({ parts, plain }: Parts, span: Span): HclExpression {
  const [only] = parts;
  if (!plain) return { kind: 'other', span };
  if (parts.length === 0) return { kind: 'literal', value: '', span };
  return parts.length === 1 && typeof only === 'string'
    ? { kind: 'literal', value: only, span }
    : { kind: 'template', parts, span };
}

/** The lines of `<<-` without the blanks that all of them begin with; where lines are empty, that is left open. */
function dedented({ parts, plain }: Parts): Parts {
  const text = `\n${parts.map((part) => (typeof part === 'string' ? part : HOLE)).join('')}`;
  const indents = [...text.matchAll(/\n([ \t]*)(?=\S)/g)].map((match) => match[1]?.length ?? 0);
  const least = Math.min(...indents);
  if (indents.length === 0 || least === 0) return { parts, plain };
  const inner = parts.filter((part) => typeof part !== 'string');
  const pieces = text
    .replace(new RegExp(`\\n[ \\t]{${least}}`, 'g'), '\n')
    .slice(1)
    .split(HOLE);
  return {
    parts: pieces.flatMap((piece, index) => [...(piece === '' ? [] : [piece]), ...inner.slice(index, index + 1)]),
    plain: plain && pieces.length === inner.length + 1 && !/\n[ \t\r]*\n/.test(text),
  };
}

/** Stands for what is interpolated; a character that no text has. */
const HOLE = '\uE000';
