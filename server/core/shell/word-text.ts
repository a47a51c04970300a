import { knownText } from '../value/value';
import type { ResolvedWord } from './walk';

/** The text of a word that is known; undefined for every other, and for none at all. */
export function wordText(word: ResolvedWord | undefined): string | undefined {
  return knownText(word?.value);
}

/** The texts of a command's words, as the catalogue looks commands up. */
export function wordTexts(words: readonly ResolvedWord[]): readonly (string | undefined)[] {
  return words.map(wordText);
}
