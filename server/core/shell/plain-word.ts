import { known } from '../value/value';
import type { Word } from './script';
import type { ResolvedWord } from './walk';

/** A word without variables and substitutions, which is the same in every run. */
export function plainWord(word: Word): readonly ResolvedWord[] | undefined {
  const memo = PLAIN.get(word);
  if (memo !== undefined) return memo.words;
  const text = literalText(word);
  const words = text === undefined ? undefined : [{ word, value: known(text), splits: false }];
  PLAIN.set(word, { words });
  return words;
}

const PLAIN = new WeakMap<Word, { readonly words: readonly ResolvedWord[] | undefined }>();

/** The text of a word that is literal throughout; undefined for every other, and for none at all. */
export function literalText(word: Word | undefined): string | undefined {
  if (word === undefined || !word.parts.every((part) => part.kind === 'literal')) return undefined;
  return word.parts.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
}

/** The literal start of a word that is not literal throughout, where it is a flag's (`--context=` of `--context=$NAME`). */
export function literalHead(word: Word): string | undefined {
  const [first] = word.parts;
  if (first?.kind !== 'literal' || !first.text.startsWith('-') || literalText(word) !== undefined) return undefined;
  return /^[^=]*=/.exec(first.text)?.[0] ?? first.text;
}
