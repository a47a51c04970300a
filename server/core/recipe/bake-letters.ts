import type { Hole } from '../value/value';

/** Whether a hole may hold a piece of text. */
export function mayHold(hole: Hole, text: string): boolean {
  if (text === '' || hole.lacks?.some((piece) => piece !== '' && text.includes(piece)) === true) return false;
  if (hole.domain !== undefined) return hole.domain.some((value) => String(value ?? '').includes(text));
  if (hole.lower === true && text !== text.toLowerCase()) return false;
  const letters = LETTERS.get(hole.shown);
  return letters === undefined || [...text].every((char) => letters.test(char));
}

/**
 * Which characters some values of GitHub can have; of all others nothing is known. GitHub sets them and nobody can overwrite them
 * (docs.github.com, "Variables reference": "You can't overwrite the value of the default environment variables named GITHUB_*").
 * - Owners: letters, digits and dashes, and an underscore before the short code of managed users (docs.github.com, "Username
 *   considerations for external authentication").
 * - Repositories: an owner, a slash, and ASCII letters, digits, `.`, `-` and `_` (GitHub's own hint, quoted in github/docs#44518).
 * - The commit: its SHA, in hexadecimal digits as git writes them; run, number and attempt: "a unique number" (docs.github.com,
 *   "Contexts reference", `github` context).
 */
const LETTERS: ReadonlyMap<string, RegExp> = new Map([
  ['github.repository_owner', /[\w-]/],
  ['github.repository', /[\w./-]/],
  ['github.sha', /[\da-f]/],
  ['github.run_id', /\d/],
  ['github.run_number', /\d/],
  ['github.run_attempt', /\d/],
]);
