import type { Span } from '../text/span';
import { literalText } from './plain-word';
import type { Command, Script, Word, WordPart } from './script';

/** One character that a command prints with its place in the script, or something worked out in the run, known by its `hole`. */
export interface Glyph {
  readonly text: string;
  readonly span: Span;
  readonly hole?: string;
}

/** What `echo` and `printf` print, as far as it is written; undefined for other commands. */
export function printedGlyphs(command: Command, script: Script): readonly Glyph[] | undefined {
  const [name, ...words] = command.words;
  switch (literalText(name)) {
    case 'echo':
      return echoed(words, script);
    case 'printf':
      return formatted(literalText(words[0]) === '--' ? words.slice(1) : words, script);
    default:
      return undefined;
  }
}

export function glyphsOfWord(word: Word, script: Script): readonly Glyph[] {
  return word.parts.flatMap((part) => glyphsOfPart(part, script));
}

/** The glyphs cut at line ends; the last line is the one that is not ended. */
export function linesOf(glyphs: readonly Glyph[]): readonly (readonly Glyph[])[] {
  const lines: Glyph[][] = [[]];
  for (const glyph of glyphs)
    if (glyph.text === '\n') lines.push([]);
    else lines[lines.length - 1]?.push(glyph);
  return lines;
}

/** The text, one character a glyph. */
export function textOf(glyphs: readonly Glyph[]): string {
  return glyphs.map(({ text }) => text).join('');
}

/** A text that is equal for lines that are equal in every run. */
export function signature(glyphs: readonly Glyph[]): string {
  return glyphs.map(({ text, hole }) => hole ?? text).join('');
}

function echoed(words: readonly Word[], script: Script): readonly Glyph[] {
  const flags = words.findIndex((word) => !/^-[neE]+$/.test(literalText(word) ?? ''));
  const [options, shown] = flags < 0 ? [words, []] : [words.slice(0, flags), words.slice(flags)];
  const letters = options.map((word) => literalText(word)).join('');
  const joined = shown.flatMap((word, index) => [
    ...(index === 0 ? [] : [blank(' ', word.span.start)]),
    ...glyphsOfWord(word, script),
  ]);
  const end = words[words.length - 1]?.span.end ?? 0;
  return [
    ...(letters.includes('e') ? unescaped(joined) : joined),
    ...(letters.includes('n') ? [] : [blank('\n', end)]),
  ];
}

/** `printf` takes its format again for as long as there are words. */
function formatted([format, ...words]: readonly Word[], script: Script): readonly Glyph[] {
  if (format === undefined) return [];
  const glyphs = unescaped(glyphsOfWord(format, script));
  const out: Glyph[] = [];
  let next = 0;
  do {
    const before = next;
    for (let at = 0; at < glyphs.length; at++) {
      const glyph = glyphs[at] as Glyph;
      const letter = glyph.hole === undefined && glyph.text === '%' ? glyphs[at + 1] : undefined;
      if (letter === undefined) out.push(glyph);
      else {
        at++;
        if (letter.text === '%') out.push(letter);
        else out.push(...slot(letter, glyph, words[next++], script));
      }
    }
    if (next === before) break;
  } while (next < words.length);
  return out;
}

/** `%s` gives a word as it is; of other forms nobody tells here. */
function slot(letter: Glyph, percent: Glyph, word: Word | undefined, script: Script): readonly Glyph[] {
  if (word === undefined) return [];
  if (letter.text === 's') return glyphsOfWord(word, script);
  return [{ text: HOLE, span: percent.span, hole: script.text.slice(word.span.start, word.span.end) }];
}

function unescaped(glyphs: readonly Glyph[]): readonly Glyph[] {
  const out: Glyph[] = [];
  for (let at = 0; at < glyphs.length; at++) {
    const glyph = glyphs[at] as Glyph;
    const next = glyphs[at + 1];
    const text = glyph.hole === undefined && glyph.text === '\\' ? ESCAPES.get(next?.text ?? '') : undefined;
    if (text === undefined || next === undefined) out.push(glyph);
    else {
      out.push({ text, span: { start: glyph.span.start, end: next.span.end } });
      at++;
    }
  }
  return out;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
]);

function glyphsOfPart(part: WordPart, script: Script): readonly Glyph[] {
  if (part.kind !== 'literal')
    return [
      {
        text: HOLE,
        span: part.span,
        hole:
          part.kind === 'variable' && part.operation === undefined
            ? `$${part.name}`
            : script.text.slice(part.span.start, part.span.end),
      },
    ];
  // Quotes, escapes and continuations are in the script and not in the text.
  const raw = script.text.slice(part.span.start, part.span.end);
  let at = 0;
  return part.text.split('').map((text) => {
    const found = raw.indexOf(text, at);
    const start = part.span.start + (found < 0 ? at : found);
    if (found >= 0) at = found + 1;
    return { text, span: { start, end: found < 0 ? start : start + 1 } };
  });
}

function blank(text: string, at: number): Glyph {
  return { text, span: { start: at, end: at } };
}

/** Stands for something worked out in the run, and in no name. */
const HOLE = '\0';
