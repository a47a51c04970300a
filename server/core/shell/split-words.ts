import { cutParts, fromParts, parts } from '../value/text';
import { type Known, knownText, type Template, type Value } from '../value/value';

/** What separates the words of an unquoted expansion (POSIX shell, 2.6.5 Field Splitting); undefined where nothing does. */
export type Separator = RegExp | undefined;

/** White space, which is what `IFS` holds at the start of a script. */
const BLANKS = /\s+/;

/** The separator that a value of `IFS` asks for; one that is not known is taken for white space. */
export function separatorOf(ifs: Value | undefined): Separator {
  const text = knownText(ifs);
  if (text === undefined) return BLANKS;
  return text === '' ? undefined : new RegExp(`[${text.replace(/[\\\]^-]/g, '\\$&')}]+`);
}

/** Whether a settled text certainly splits. */
export function hasSeparator(value: Known | Template, separator: Separator): boolean {
  return separator !== undefined && parts(value).some((part) => typeof part === 'string' && separator.test(part));
}

/** The words a settled text splits into; empty ones are dropped, and what is not known is taken to hold no separator. */
export function splitWords(value: Known | Template, separator: Separator): readonly (Known | Template)[] {
  if (separator === undefined) return parts(value).length === 0 ? [] : [value];
  return cutParts(parts(value), separator)
    .filter((piece) => piece.length > 0)
    .map(fromParts);
}

/** Whether a part of a text is computed in the script, so that it may hold anything, separators too. */
export function isComputed(value: Known | Template): boolean {
  return parts(value).some((part) => typeof part !== 'string' && part.reason === 'is computed in the script');
}
