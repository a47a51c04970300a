/** Milliseconds of several runs of the same work. */
export interface Times {
  readonly median: number;
  readonly p95: number;
}

export function timesOf(list: readonly number[]): Times {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}

export function elapsed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

export function ms(value: number): string {
  return value.toFixed(1).padStart(7);
}
