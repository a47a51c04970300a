import type { Span } from '../text/span';
import { HclCursor, NotHcl } from './hcl-cursor';
import { type Directive, folded, type TemplateToken } from './hcl-directives';
import type { HclExpression } from './hcl-tree';

/** What HCL trims around strip markers: white space as Unicode has it. */
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
const LEADING = new RegExp(`^${SPACE}`);
const TRAILING = new RegExp(`${SPACE}$`);

/** Reads quoted texts and here-documents with `${…}` and `%{…}` in them (hclsyntax/spec.md, "Templates"). */
export abstract class HclTemplateReader extends HclCursor {
  abstract expression(): HclExpression;
  protected abstract within<T>(close: string, read: () => T): T;
  protected abstract loopHead(): { readonly names: readonly string[]; readonly source: HclExpression };

  protected quoted(): HclExpression {
    const start = this.at++;
    const tokens = this.tokens(() => this.take('"'), true);
    return folded(tokens, this.since(start));
  }

  protected heredoc(): HclExpression {
    const start = this.at;
    const head = this.match(/<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy);
    const name = /[\p{L}_][\p{L}\p{N}_-]*/u.exec(head ?? '')?.[0];
    if (name === undefined) throw new NotHcl();
    const end = new RegExp(`[ \\t]*${name}(?=\\r?\\n|$)`, 'y');
    const tokens = this.tokens(() => this.text[this.at - 1] === '\n' && this.match(end) !== undefined, false);
    const span = this.since(start);
    return folded(head?.startsWith('<<-') ? dedented(tokens) : tokens, span);
  }

  /** The whole text as a template, in which backslashes mean nothing, as in the strings of HCL's JSON form. */
  protected bareTemplate(span: Span): HclExpression {
    return folded(
      this.tokens(() => this.at >= this.text.length, false),
      span,
    );
  }

  /** In a quoted text a backslash escapes and no line ends; elsewhere each line is a token of its own. */
  private tokens(ended: () => boolean, quoted: boolean): readonly TemplateToken[] {
    const tokens: TemplateToken[] = [];
    let literal = '';
    let trim = false;
    const flush = (): void => {
      if (literal !== '') tokens.push(trim ? literal.replace(LEADING, '') : literal);
      if (literal !== '') trim = false;
      literal = '';
    };
    for (;;) {
      if (ended()) {
        flush();
        return tokens;
      }
      const char = this.text[this.at];
      if (char === undefined || (quoted && char === '\n')) throw new NotHcl();
      if (this.peek('$${') || this.peek('%%{')) {
        literal += this.text.slice(this.at + 1, this.at + 3);
        this.at += 3;
      } else if (this.peek('${') || this.peek('%{')) {
        flush();
        this.at += 2;
        const last = tokens.at(-1);
        if (this.take('~') && typeof last === 'string') tokens[tokens.length - 1] = last.replace(TRAILING, '');
        tokens.push(this.sequence(char === '%'));
        trim = this.text[this.at - 2] === '~';
      } else if (quoted && char === '\\') literal += this.escaped();
      else {
        literal += char;
        this.at++;
        if (char === '\n') flush();
      }
    }
  }

  private sequence(control: boolean): TemplateToken {
    return this.within('}', () => {
      const token = control ? this.directive() : { value: this.expression() };
      this.space(true);
      this.take('~');
      return token;
    });
  }

  private directive(): Directive {
    const word = this.identifier();
    this.space(true);
    if (word === 'else' || word === 'endif' || word === 'endfor') return { directive: word };
    if (word === 'if') return { directive: word, test: this.expression() };
    if (word === 'for') return { directive: word, ...this.loopHead() };
    throw new NotHcl();
  }

  private escaped(): string {
    const hex = this.match(/\\u[\da-fA-F]{4}|\\U[\da-fA-F]{8}/y);
    if (hex !== undefined) {
      const point = Number.parseInt(hex.slice(2), 16);
      if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) throw new NotHcl();
      return String.fromCodePoint(point);
    }
    const escape = ESCAPES.get(this.text[this.at + 1] ?? '');
    if (escape === undefined) throw new NotHcl();
    this.at += 2;
    return escape;
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

/** The lines of `<<-` without the blanks that all of them begin with; lines of blanks alone neither count nor change. */
function dedented(tokens: readonly TemplateToken[]): readonly TemplateToken[] {
  const starts = tokens.filter((_, index) => index === 0 || endsLine(tokens[index - 1]));
  const indents = starts.map((token) =>
    typeof token !== 'string' ? 0 : isBlankLine(token) ? Number.POSITIVE_INFINITY : blanks(token),
  );
  const least = Math.min(...indents);
  return tokens.map((token, index) => {
    const begins = index === 0 || endsLine(tokens[index - 1]);
    return typeof token === 'string' && begins && !isBlankLine(token) ? token.slice(least) : token;
  });
}

function endsLine(token: TemplateToken | undefined): boolean {
  return typeof token === 'string' && token.endsWith('\n');
}

function isBlankLine(token: string): boolean {
  return token.endsWith('\n') && blanks(token) === token.length;
}

function blanks(token: string): number {
  return LEADING.exec(token)?.[0].length ?? 0;
}
