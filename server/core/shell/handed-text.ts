import type * as bash from 'unbash';
import type { Span } from '../text/span';
import { spanOf } from './read-parts';

/** Where the lines of a file stand that the script has written itself; undefined where it has not, or not for sure. */
export type LinesOf = (path: string) => readonly Span[] | undefined;

/** A text of the script itself that a command has run as a script. */
export interface HandedText {
  /** Where its parts stand, in source order; each is a line of its own or several. */
  readonly ranges: readonly Span[];
  /** What failures do in it; `own`: as where the command stands, since no other shell runs it. */
  readonly failures: 'own' | { readonly errexit: boolean; readonly pipefail: boolean };
}

/**
 * The text behind `bash -c`, `sh -c` and `eval`, a here-document that a shell reads, or that of a file which the script has written itself
 * and now runs. Undefined where a command runs no such text, and where quoting or a computed word keeps it from being read where it stands.
 */
export function handedText(node: bash.Command, text: string, linesOf: LinesOf): HandedText | undefined {
  // What is set in front for it alone has no place in what it runs.
  if (node.prefix.some(({ type }) => type === 'Assignment')) return undefined;
  const all = [node.name, ...node.suffix.filter((part) => part.type === 'Word')].flatMap((word) => word ?? []);
  const words = all.slice(wrapperEnd(all));
  const [program, ...rest] = words;
  const name = program === undefined ? undefined : plain(program);
  if (name === undefined) return undefined;
  if (name === 'eval') return own(ofEval(rest, text));
  if (name === '.' || name === 'source') return own(fileLines(rest[0], linesOf));
  if (SHELLS.test(name)) return ofShell(rest, node, text, linesOf);
  return name.includes('/') ? fresh(linesOf(name), text, '') : undefined;
}

const SHELLS = /^(\/(usr\/)?bin\/)?(ba|da|z|a)?sh$/;

/** How many words in front only say how the rest is run. */
function wrapperEnd(words: readonly bash.Word[]): number {
  let at = 0;
  while (plain(words[at]) === 'sudo' || plain(words[at]) === 'timeout') {
    const wrapper = plain(words[at++]);
    while (plain(words[at])?.startsWith('-') === true) at++;
    if (wrapper === 'timeout') at++;
  }
  return at;
}

function ofShell(
  words: readonly bash.Word[],
  node: bash.Command,
  text: string,
  linesOf: LinesOf,
): HandedText | undefined {
  let flags = '';
  let at = 0;
  for (; at < words.length; at++) {
    const word = plain(words[at]);
    if (word === undefined || !/^[-+]./.test(word)) break;
    if (/^--(login|noprofile|norc)$/.test(word)) continue;
    if (!/^[-+][a-zA-Z]+$/.test(word)) return undefined;
    flags += ` ${word}`;
    if (word.endsWith('o')) flags += ` ${plain(words[++at])}`;
  }
  const first = words[at];
  if (/ -\w*c/.test(flags)) return first === undefined ? undefined : fresh(ofText(first, text), text, flags);
  if (first !== undefined) return fresh(fileLines(first, linesOf), text, flags);
  const here = node.redirects.find((part) => part.type === 'HereDoc');
  return here?.type === 'HereDoc' ? fresh(bodyRange(here), text, flags) : undefined;
}

/** A shell of its own stops at the first failure only where it is told to, by a flag or in the first line of a file. */
function fresh(ranges: readonly Span[] | undefined, text: string, flags: string): HandedText | undefined {
  const [first] = ranges ?? [];
  if (ranges === undefined || first === undefined) return undefined;
  const head = /^#!.*/.exec(text.slice(first.start, first.end))?.[0] ?? '';
  const said = `${flags}${flags === '' ? head.replace(/^\S+/, '') : ''}`;
  return {
    ranges,
    failures: { errexit: / -[a-z]*e| errexit/.test(said), pipefail: said.includes('pipefail') },
  };
}

function own(ranges: readonly Span[] | undefined): HandedText | undefined {
  return ranges === undefined ? undefined : { ranges, failures: 'own' };
}

function fileLines(word: bash.Word | undefined, linesOf: LinesOf): readonly Span[] | undefined {
  const path = plain(word);
  return path === undefined ? undefined : linesOf(path);
}

/** `eval` puts its words together; that is what stands there where none of them is quoted, or where there is one. */
function ofEval(words: readonly bash.Word[], text: string): readonly Span[] | undefined {
  const [first, ...more] = words;
  const last = words[words.length - 1];
  if (first === undefined || last === undefined) return undefined;
  if (more.length === 0) return ofText(first, text);
  const range = { start: first.pos, end: last.end };
  return /["'\\`]/.test(text.slice(range.start, range.end)) ? undefined : told(range, text);
}

/** The text between the quotes of a word, which reads the same as a script where nothing in it is escaped. */
export function ofText(word: bash.Word, text: string): readonly Span[] | undefined {
  const raw = text.slice(word.pos, word.end);
  if (/^'[^']*'$/.test(raw) || /^"[^"\\`]*"$/.test(raw)) return told({ start: word.pos + 1, end: word.end - 1 }, text);
  return plain(word) === undefined ? undefined : told({ start: word.pos, end: word.end }, text);
}

/** Only a text that begins with the name of a program says what it runs. */
function told(range: Span, text: string): readonly Span[] | undefined {
  return /^\s*[\w./-]/.test(text.slice(range.start, range.end)) ? [range] : undefined;
}

/** The lines of a here-document, where they reach its reader as they stand. */
export function bodyRange({ body, delimiter }: bash.HereDoc): readonly Span[] | undefined {
  return delimiter?.quoted === true || !/[\\`]/.test(body.text) ? [spanOf(body)] : undefined;
}

/** The text of a word without expansions. */
function plain(word: bash.Word | undefined): string | undefined {
  return word === undefined || word.parts?.some(({ type }) => !PLAIN.has(type)) === true ? undefined : word.value;
}

const PLAIN: ReadonlySet<string> = new Set(['Literal', 'SingleQuoted']);
