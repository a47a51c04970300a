import { showText } from '../run/command-reading';
import { isMaybeMore } from '../shell/maybe-more';
import type { ResolvedWord } from '../shell/walk';
import { datumText } from '../value/value';

/** The words of a command that are certainly there, and whether others may be flags. */
export function certainWords(written: readonly ResolvedWord[]): {
  readonly words: readonly ResolvedWord[];
  readonly uncertain: boolean;
} {
  const words = written.filter((word) => !isFlagOrNothing(word) && !isMaybeMore(word.value));
  return { words, uncertain: words.length < written.length || words.some(mayBeFlags) };
}

/** An unquoted variable that holds one of several lists of words, e.g. `-t a` or `-t a -t b`, or a list (`"${ARGS[@]}"`) of which nothing is known. */
function mayBeFlags({ value, word, splits }: ResolvedWord): boolean {
  if (!splits) return false;
  if (value.kind === 'unknown') return word.quoted;
  return value.kind === 'oneOf' && value.options.some((option) => showText(option).startsWith('-'));
}

/** `${{ condition && '--push' || '' }}`: a flag or no word at all, so no argument. */
function isFlagOrNothing({ value, word }: ResolvedWord): boolean {
  return (
    !word.quoted &&
    value.kind === 'oneOf' &&
    value.options.some((option) => option.kind === 'known' && datumText(option.value) === '') &&
    value.options.every((option) => showText(option) === '' || showText(option).startsWith('-'))
  );
}
