/** Numbers that look random and are the same for the same seed, so that a failure can be had again. */
export interface Chance {
  /** A whole number from 0 up to and without `limit`. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T | undefined;
  /** At most `count` members of a list, in the list's order. */
  some<T>(list: readonly T[], count: number): readonly T[];
}

/** `seed` may be any text; a failing test says it. */
export function chance(seed: string): Chance {
  // The generator is Mulberry32, seeded by FNV-1a; both are public domain and a few lines long.
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (list) => list[below(list.length)],
    some(list, count) {
      if (list.length <= count) return list;
      const chosen = new Set<number>();
      while (chosen.size < count) chosen.add(below(list.length));
      return list.filter((_, index) => chosen.has(index));
    },
  };
}
