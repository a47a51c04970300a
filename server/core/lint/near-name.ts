import { editDistance } from './closest';

/**
 * The one candidate of which a name is a slip of the pen: other separators, a plural, or a letter or two in a longer word. Undefined where
 * none is, or more than one may be; `amd64` is no slip of `arm64`, nor `tag2` of `tag1`. Stricter than `closest`, for what is changed unseen.
 */
export function nearName(name: string, candidates: Iterable<string>): string | undefined {
  const [only, ...others] = new Set(
    [...candidates].filter((candidate) => candidate !== name && isSlip(name, candidate)),
  );
  return others.length > 0 ? undefined : only;
}

function isSlip(a: string, b: string): boolean {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left.join('') === right.join('')) return true;
  if (left.length !== right.length) return false;
  const different = left.flatMap((word, index) => (word === right[index] ? [] : [[word, right[index] ?? ''] as const]));
  const [first, ...rest] = different;
  return first !== undefined && rest.length === 0 && isSlipOfWord(...first);
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d*]+/)
    .filter((word) => word !== '');
}

function isSlipOfWord(a: string, b: string): boolean {
  if (a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return false;
  if (`${a}s` === b || a === `${b}s`) return true;
  const length = Math.min(a.length, b.length);
  const distance = editDistance(a, b);
  // A letter for another makes another word of a short one (`dev`, `rev`); two of them exchanged, one left out or doubled seldom do.
  if (distance === 1) return length >= 6 || (length >= 3 && (a.length !== b.length ? length >= 4 : isExchange(a, b)));
  return distance === 2 && length >= 8;
}

function isExchange(a: string, b: string): boolean {
  return [...a].sort().join('') === [...b].sort().join('');
}
