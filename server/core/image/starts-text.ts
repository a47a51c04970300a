/** Several ways to start, in words that follow "on": the first and how many others. */
export function startsText(says: Iterable<string>): string {
  const [first = 'some event', ...more] = new Set(says);
  return more.length === 0 ? first : `${first} and ${more.length} other ${more.length === 1 ? 'start' : 'starts'}`;
}
