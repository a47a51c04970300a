import type { Span } from '../text/span';

/** Thrown where a text is not HCL; `parseHcl` turns it into no answer. */
export class NotHcl extends Error {}

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const BLANKS = /(?:[ \t\r]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const BLANKS_AND_LINES = /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;

/** A place in a text of HCL that moves on as the text is read. The place is what it is, hence a class. */
export class HclCursor {
  protected at = 0;
  protected readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  protected since(start: number): Span {
    return { start, end: this.at };
  }

  protected identifier(): string {
    const name = this.match(IDENTIFIER);
    if (name === undefined) throw new NotHcl();
    return name;
  }

  /** Passes over blanks and comments, and over line ends where they mean nothing. */
  protected space(lines: boolean): void {
    this.match(lines ? BLANKS_AND_LINES : BLANKS);
  }

  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  protected peek(wanted: string): boolean {
    return this.text.startsWith(wanted, this.at);
  }

  protected take(wanted: string): boolean {
    if (!this.peek(wanted)) return false;
    this.at += wanted.length;
    return true;
  }

  protected expect(wanted: string): void {
    if (!this.take(wanted)) throw new NotHcl();
  }
}
