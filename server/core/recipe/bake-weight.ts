import type { ExprValue } from '../value/value';

/** A value that is heavier is not worked out: a few lines that double a text or a list would fill the memory. */
export const HEAVIEST = 100_000;

/** The length of all text in a value, and one for each thing that is not text. Parts that are shared are looked at once. */
export function weightOf(value: ExprValue): number {
  if (value.kind === 'known') return typeof value.value === 'string' ? value.value.length : 1;
  if (value.kind === 'unknown') return 1;
  const found = WEIGHTS.get(value);
  if (found !== undefined) return found;
  const weight = ofParts(value);
  WEIGHTS.set(value, weight);
  return weight;
}

const WEIGHTS = new WeakMap<ExprValue, number>();

function ofParts(value: Exclude<ExprValue, { kind: 'known' | 'unknown' }>): number {
  switch (value.kind) {
    case 'template':
      return sum(value.parts.map((part) => (typeof part === 'string' ? part.length : part.key.length)));
    case 'oneOf':
      return sum(value.options.map(weightOf));
    case 'list':
      return 1 + sum(value.items.map((item) => 1 + weightOf(item)));
    case 'object':
      return 1 + sum([...value.entries].map(([key, one]) => 1 + key.length + weightOf(one)));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
