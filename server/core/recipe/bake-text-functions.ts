import { lowerCase } from '../value/lower-case';
import { fromParts, parts } from '../value/text';
import {
  datumText,
  type ExprValue,
  type Hole,
  type Known,
  known,
  type Template,
  type TemplatePart,
} from '../value/value';
import { madeBy } from './bake-hole';
import { mayHold } from './bake-letters';
import { numberText } from './bake-operators';
import { HEAVIEST } from './bake-weight';

type Text = Known | Template;

export type TextFunction = (text: Text, rest: readonly string[]) => ExprValue | undefined;

/**
 * Functions of bake's standard library (docs.docker.com/build/bake/stdlib) that make a text of a text and of others that
 * have to be known. Where holes stand in the way, what they make is a hole; undefined where the build would stop.
 */
export const TEXT_FUNCTIONS: Readonly<Record<string, TextFunction>> = {
  lower: (text) => (text.kind === 'template' ? lowerCase(text) : eachPart('lower', text, [], lowerLetters)),
  upper: (text) => eachPart('upper', text, [], upperLetters),
  trimspace: (text) => trimmed('trimspace', text, SPACE, []),
  chomp: (text) => whole('chomp', text, [], (all) => all.replace(/[\r\n]+$/, '')),
  reverse: (text) => simple('reverse', text, [], (all) => [...all].reverse().join('')),
  title: (text) =>
    simple('title', text, [], (all) => all.replace(/(?<![a-zA-Z0-9_])[a-z]/g, (letter) => letter.toUpperCase())),
  strlen: (text) =>
    text.kind === 'known' && SIMPLE.test(datumText(text.value))
      ? known(datumText(text.value).length)
      : madeBy('strlen', [text]),
  basename: (text) => whole('basename', text, [], (all) => /([^/]+)\/*$/.exec(all)?.[1] ?? (all === '' ? '.' : '/')),
  sanitize: (text) => eachPart('sanitize', text, [], (piece) => piece.replace(/[^\w-]/gu, '_'), isUnclean),
  replace: (text, [from, to]) => (from === undefined || to === undefined ? undefined : replaced(text, from, to)),
  trim: (text, [cut]) => (cut === undefined ? undefined : trimmed('trim', text, cut)),
  trimprefix: (text, [cut]) => (cut === undefined ? undefined : cutOff('trimprefix', text, cut, true)),
  trimsuffix: (text, [cut]) => (cut === undefined ? undefined : cutOff('trimsuffix', text, cut, false)),
  substr: (text, [offset, length]) => piece(text, numberText(offset), numberText(length)),
  regex_replace: (text, [pattern, to]) => {
    const found = regularExpression(pattern);
    // A `$` in Go's replacement may name a group, so it is left alone.
    if (found === undefined || to === undefined || to.includes('$')) return undefined;
    const longest = LONGEST_BY_REPETITIONS[repetitions(pattern)] ?? 0;
    if (text.kind === 'known' && (datumText(text.value).length > longest || !SIMPLE.test(datumText(text.value))))
      return undefined;
    return whole('regex_replace', text, [pattern ?? '', to], (all) => all.replace(found, to));
  },
};

/** White space as Go has it (unicode.IsSpace). */
const SPACE =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

/** Text in which each character is one that a reader sees: go-cty counts those (grapheme clusters, of which `\r\n` is one). */
const SIMPLE = /^[\t\n -~]*$/;

/** What is left where the functions of a text that is not simple are not worked out here. */
function simple(name: string, text: Text, rest: readonly string[], change: (text: string) => string): Text | undefined {
  if (text.kind === 'known' && !SIMPLE.test(datumText(text.value))) return madeBy(name, [text, ...rest.map(known)]);
  return whole(name, text, rest, change);
}

/** Go changes each letter by itself and into one other; where Unicode knows a better way it does not take it. */
function lowerLetters(text: string): string | undefined {
  return eachLetter(text, (letter) => letter.toLowerCase());
}

function upperLetters(text: string): string | undefined {
  return eachLetter(text, (letter) => letter.toUpperCase());
}

function eachLetter(text: string, change: (letter: string) => string): string | undefined {
  const letters = [...text].map(change);
  return letters.every((letter) => [...letter].length === 1) ? letters.join('') : undefined;
}

/** Whether `sanitize` may change what a hole holds. */
function isUnclean(hole: Hole): boolean {
  return hole.domain === undefined
    ? ['.', '/', ':', '+', '@', ' '].some((char) => mayHold(hole, char))
    : hole.domain.some((value) => /[^\w-]/.test(String(value ?? '')));
}

/**
 * A pattern that Go and JavaScript read alike, on simple text; undefined for all others. Go's takes time in proportion to the text
 * (RE2), ours may not: repeated groups are left out, and more than a few repetitions or choices.
 */
function regularExpression(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined || !/^[ -~]*$/.test(pattern)) return undefined;
  if (/\\[^dws.+*?()[\]{}|^$/\\-]|\(\?|\[\^?\]|\[[^\]]*[[&]|[*+?}]\+|\{\d*,?\d{4}/.test(pattern)) return undefined;
  if (/\)[*+{?]/.test(pattern)) return undefined;
  if (repetitions(pattern) >= LONGEST_BY_REPETITIONS.length || (pattern.match(/\|/g) ?? []).length > 8)
    return undefined;
  try {
    // Empty matches are replaced differently.
    return new RegExp(pattern).test('') ? undefined : new RegExp(pattern, 'g');
  } catch {
    return undefined;
  }
}

function repetitions(pattern = ''): number {
  return (pattern.match(/[*+?{]/g) ?? []).length;
}

/** How long a text may be for a pattern of so many repetitions, each of which may be tried for every length of the others. */
const LONGEST_BY_REPETITIONS = [1000, 1000, 128, 64, 40];

function whole(name: string, text: Text, rest: readonly string[], change: (text: string) => string): Text | undefined {
  return text.kind === 'known' ? known(change(datumText(text.value))) : madeBy(name, [text, ...rest.map(known)]);
}

/** For functions that change every character by itself. */
function eachPart(
  name: string,
  text: Text,
  rest: readonly string[],
  change: (text: string) => string | undefined,
  touches: (hole: Hole) => boolean = () => true,
): Text | undefined {
  const changed = parts(text).map((part): readonly TemplatePart[] | undefined => {
    const literal = typeof part === 'string' ? change(part) : undefined;
    if (literal !== undefined) return [literal];
    if (typeof part !== 'string' && !touches(part)) return [part];
    const own = madeBy(name, [fromParts([part]), ...rest.map(known)]);
    return own && parts(own);
  });
  return changed.every((list) => list !== undefined) ? fromParts(changed.flat()) : undefined;
}

function replaced(text: Text, from: string, to: string): Text | undefined {
  // Go replaces an empty text between the bytes of UTF-8.
  if (from === '') return undefined;
  const longest = parts(text).reduce((all, part) => all + (typeof part === 'string' ? part.length : 0), 0);
  if (longest * (1 + to.length / from.length) > HEAVIEST) return undefined;
  if (text.kind === 'template' && straddles(text.parts, from)) return madeBy('replace', [text, known(from), known(to)]);
  return eachPart(
    'replace',
    text,
    [from, to],
    (piece) => piece.replaceAll(from, () => to),
    (hole) => mayHold(hole, from),
  );
}

/** Whether a piece of text may begin in a literal and end in a hole, or the other way round. */
function straddles(list: readonly TemplatePart[], wanted: string): boolean {
  const cuts = Array.from({ length: wanted.length - 1 }, (_, index) => index + 1);
  return list.some((part, index) => {
    if (typeof part !== 'string')
      return (
        typeof list[index + 1] === 'object' && wanted.length > 1 && [...wanted].some((char) => mayHold(part, char))
      );
    return cuts.some((at) => {
      const before = list[index - 1];
      const after = list[index + 1];
      return (
        (typeof after === 'object' && part.endsWith(wanted.slice(0, at)) && mayHold(after, wanted.charAt(at))) ||
        (typeof before === 'object' && part.startsWith(wanted.slice(at)) && mayHold(before, wanted.charAt(at - 1)))
      );
    });
  });
}

function trimmed(name: string, text: Text, cut: string, rest: readonly string[] = [cut]): Text | undefined {
  const left = trimmedStart(parts(text), cut);
  // From the end it is the same with all that is written turned round.
  const flipped = left && trimmedStart(left.map(turned).reverse(), cut);
  return flipped === undefined ? madeBy(name, [text, ...rest.map(known)]) : fromParts(flipped.map(turned).reverse());
}

/** Undefined where a hole may begin with what is cut off, or may be empty so that what follows begins. */
function trimmedStart(list: readonly TemplatePart[], cut: string): readonly TemplatePart[] | undefined {
  const [first, ...others] = list;
  if (first === undefined) return [];
  if (typeof first !== 'string')
    return first.nonEmpty === true && ![...cut].some((char) => mayHold(first, char)) ? list : undefined;
  const letters = [...first];
  const at = letters.findIndex((char) => !cut.includes(char));
  return at < 0 ? trimmedStart(others, cut) : [letters.slice(at).join(''), ...others];
}

function turned(part: TemplatePart): TemplatePart {
  return typeof part === 'string' ? [...part].reverse().join('') : part;
}

/** Without a beginning or an end, where it is there. */
function cutOff(name: string, text: Text, cut: string, begins: boolean): Text | undefined {
  const list = parts(text);
  const edge = begins ? list[0] : list.at(-1);
  const inner = begins ? list.slice(1) : list.slice(0, -1);
  const put = (part: TemplatePart): Text => fromParts(begins ? [part, ...inner] : [...inner, part]);
  const opaque = (): Text | undefined => madeBy(name, [text, known(cut)]);
  if (edge === undefined || cut === '') return text;
  if (typeof edge === 'string') {
    if (begins ? edge.startsWith(cut) : edge.endsWith(cut))
      return put(begins ? edge.slice(cut.length) : edge.slice(0, -cut.length));
    // A literal that is the beginning of what is cut off may go on in the hole behind it.
    return text.kind === 'template' && (begins ? cut.startsWith(edge) : cut.endsWith(edge)) ? opaque() : text;
  }
  if (edge.nonEmpty === true && !mayHold(edge, begins ? cut.charAt(0) : cut.slice(-1))) return text;
  const next = begins ? inner[0] : inner.at(-1);
  const apart =
    (begins && edge.prefix?.startsWith(cut) === true) ||
    next === undefined ||
    (cut.length === 1 && typeof next === 'string' && (begins ? !next.startsWith(cut) : !next.endsWith(cut)));
  const [own] = madeBy(name, [fromParts([edge]), known(cut)])?.parts ?? [];
  return apart && own !== undefined ? put(own) : opaque();
}

/** So many characters from an offset, which counts from the end where it is negative; all that follow where the length is. */
function piece(text: Text, offset: number | undefined, length: number | undefined): Text | undefined {
  if (offset === undefined || length === undefined || ![offset, length].every(Number.isInteger)) return undefined;
  const [first = ''] = parts(text);
  const literal = typeof first === 'string' && SIMPLE.test(first) ? first : undefined;
  if (text.kind === 'known' && literal !== undefined) {
    const from = offset < 0 ? Math.max(0, literal.length + offset) : offset;
    return known(literal.slice(from, length < 0 || (length === 0 && offset < 0) ? undefined : from + length));
  }
  // A following part may combine with the last character.
  if (literal !== undefined && offset >= 0 && length >= 0 && offset + length < literal.length)
    return known(literal.slice(offset, offset + length));
  return madeBy('substr', [text, known(offset), known(length)]);
}
