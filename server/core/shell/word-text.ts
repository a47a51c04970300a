import { alternatives, parts } from '../value/text';
import { knownText } from '../value/value';
import { literalHead } from './plain-word';
import type { ResolvedWord } from './walk';

/** The text of a word that is known; undefined for every other, and for none at all. */
export function wordText(word: ResolvedWord | undefined): string | undefined {
  return knownText(word?.value);
}

/** The texts of a command's words, as the catalogue looks commands up. */
export function wordTexts(words: readonly ResolvedWord[]): readonly (string | undefined)[] {
  return words.map(wordText);
}

/** What a word says as far as it is written: its literal parts, and what the axis of a matrix brings in their place. */
export function wordSays({ value }: ResolvedWord): string {
  return (alternatives(value) ?? [])
    .flatMap((option) => parts(option).flatMap((part) => (typeof part === 'string' ? [part] : (part.domain ?? []))))
    .join(' ');
}

/**
 * The flag that a word which is not known begins with in all its alternatives, with what is written behind it: `--tag=` of `--tag=$IMAGE`,
 * `-t` of `-t$IMAGE`, and a bare dash where it is one of several flags. Undefined for words that are known and for those that may be no flag.
 */
export function flagHead({ word, value, splits }: ResolvedWord): string | undefined {
  // A variable that gives several words (`$TAGS` for `-t a -t b`) is no flag with its value.
  if (value.kind === 'known' || (splits && literalHead(word) === undefined)) return undefined;
  const options = alternatives(value);
  if (options === undefined || options.length === 0) return undefined;
  const heads = new Set(
    options.map((option) => {
      const [first] = parts(option);
      return typeof first === 'string' && first.startsWith('-') ? (/^[^=]*=/.exec(first)?.[0] ?? first) : undefined;
    }),
  );
  if (heads.has(undefined)) return undefined;
  const [only] = heads;
  return heads.size === 1 ? only : '-';
}

/** The heads of a command's words, beside their texts. */
export function flagHeads(words: readonly ResolvedWord[]): readonly (string | undefined)[] {
  return words.map(flagHead);
}
