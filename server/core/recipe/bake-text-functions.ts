import { lowerCase } from '../value/lower-case';
import { fromParts, parts, trimText } from '../value/text';
import {
  datumText,
  type ExprValue,
  type Hole,
  type Known,
  known,
  type Template,
  type TemplatePart,
} from '../value/value';
import { madeBy, mayHold } from './bake-hole';

type Text = Known | Template;

export type TextFunction = (text: Text, rest: readonly string[]) => ExprValue | undefined;

/**
 * Functions of bake's standard library (docs.docker.com/build/bake/stdlib) that make a text of a text and of others that
 * have to be known. Where holes stand in the way, what they make is a hole; undefined where the build would stop.
 */
export const TEXT_FUNCTIONS: Readonly<Record<string, TextFunction>> = {
  lower: (text) => lowerCase(text),
  upper: (text) => eachPart('upper', text, [], (piece) => piece.toUpperCase()),
  trimspace: (text) => trimText(text),
  chomp: (text) => whole('chomp', text, [], (all) => all.replace(/(\r?\n)+$/, '')),
  reverse: (text) => whole('reverse', text, [], (all) => [...all].reverse().join('')),
  title: (text) =>
    whole('title', text, [], (all) => all.replace(/(?<![\p{L}\p{N}_])\p{Ll}/gu, (letter) => letter.toUpperCase())),
  strlen: (text) => (text.kind === 'known' ? known([...datumText(text.value)].length) : madeBy('strlen', [text])),
  basename: (text) => whole('basename', text, [], (all) => /([^/]+)\/*$/.exec(all)?.[1] ?? (all === '' ? '.' : '/')),
  sanitize: (text) =>
    eachPart(
      'sanitize',
      text,
      [],
      (piece) => piece.replace(/[^\w-]/gu, '_'),
      (hole) => ['.', '/', ':', '+', '@', ' '].some((char) => mayHold(hole, char)),
    ),
  replace: (text, [from, to]) => (from === undefined || to === undefined ? undefined : replaced(text, from, to)),
  trim: (text, [cut]) => (cut === undefined ? undefined : trimmed(text, cut)),
  trimprefix: (text, [cut]) => (cut === undefined ? undefined : cutOff('trimprefix', text, cut, true)),
  trimsuffix: (text, [cut]) => (cut === undefined ? undefined : cutOff('trimsuffix', text, cut, false)),
  substr: (text, [offset, length]) => piece(text, Number(offset), Number(length)),
  regex_replace: (text, [pattern, to]) => {
    const found = regularExpression(pattern);
    // A `$` in Go's replacement may name a group, so it is left alone.
    if (found === undefined || to === undefined || to.includes('$')) return undefined;
    return whole('regex_replace', text, [pattern ?? '', to], (all) => all.replace(found, to));
  },
};

/** A pattern that Go and JavaScript read alike; undefined for all others. */
function regularExpression(pattern: string | undefined): RegExp | undefined {
  if (
    pattern === undefined ||
    /\\[^dws.+*?()[\]{}|^$/\\-]|\(\?|\[\[:|\[[^\]]*[[&]/.test(pattern) ||
    /[^ -~]/.test(pattern)
  )
    return undefined;
  // Both match as early as they can; only possible backtracking in a hostile pattern would cost, so repetition of groups is out.
  if (/\)[*+{]/.test(pattern)) return undefined;
  try {
    // Empty matches are replaced differently.
    return new RegExp(pattern).test('') ? undefined : new RegExp(pattern, 'g');
  } catch {
    return undefined;
  }
}

function whole(name: string, text: Text, rest: readonly string[], change: (text: string) => string): Text {
  return text.kind === 'known' ? known(change(datumText(text.value))) : madeBy(name, [text, ...rest.map(known)]);
}

/** For functions that change every character by itself. */
function eachPart(
  name: string,
  text: Text,
  rest: readonly string[],
  change: (text: string) => string,
  touches: (hole: Hole) => boolean = () => true,
): Text {
  return fromParts(
    parts(text).flatMap((part): readonly TemplatePart[] => {
      if (typeof part === 'string') return [change(part)];
      return touches(part) ? parts(madeBy(name, [fromParts([part]), ...rest.map(known)])) : [part];
    }),
  );
}

function replaced(text: Text, from: string, to: string): Text {
  if (text.kind === 'known') return known(datumText(text.value).replaceAll(from, () => to));
  if (from === '' || straddles(text.parts, from)) return madeBy('replace', [text, known(from), known(to)]);
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

function trimmed(text: Text, cut: string): Text {
  const keeps = (part: TemplatePart | undefined): boolean =>
    typeof part === 'string'
      ? [...part].some((char) => !cut.includes(char))
      : part?.nonEmpty === true && ![...cut].some((char) => mayHold(part, char));
  const list = parts(text);
  if (list.length > 0 && !(keeps(list[0]) && keeps(list.at(-1)))) {
    if (text.kind === 'template') return madeBy('trim', [text, known(cut)]);
    return known('');
  }
  const start = (piece: string): string => piece.slice([...piece].findIndex((char) => !cut.includes(char)));
  const flipped = (piece: string): string => [...piece].reverse().join('');
  return fromParts(
    list.map((part, index) => {
      if (typeof part !== 'string') return part;
      const left = index === 0 ? start(part) : part;
      return index === list.length - 1 ? flipped(start(flipped(left))) : left;
    }),
  );
}

/** Without a beginning or an end, where it is there. */
function cutOff(name: string, text: Text, cut: string, begins: boolean): Text {
  const list = parts(text);
  const edge = begins ? list[0] : list.at(-1);
  const inner = begins ? list.slice(1) : list.slice(0, -1);
  const put = (part: TemplatePart): Text => fromParts(begins ? [part, ...inner] : [...inner, part]);
  const opaque = (): Text => madeBy(name, [text, known(cut)]);
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
  const [own] = parts(madeBy(name, [fromParts([edge]), known(cut)]));
  return apart && own !== undefined ? put(own) : opaque();
}

function piece(text: Text, offset: number, length: number): Text | undefined {
  if (!Number.isInteger(offset) || !Number.isInteger(length)) return undefined;
  if (text.kind === 'known') {
    const all = [...datumText(text.value)];
    const from = offset < 0 ? Math.max(0, all.length + offset) : offset;
    return known(all.slice(from, length < 0 ? undefined : from + length).join(''));
  }
  const [first] = text.parts;
  if (typeof first === 'string' && offset >= 0 && length >= 0 && offset + length <= [...first].length)
    return known([...first].slice(offset, offset + length).join(''));
  return madeBy('substr', [text, known(offset), known(length)]);
}
