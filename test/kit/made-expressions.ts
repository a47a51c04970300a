import type { Chance } from './chance';

/** Ways to write an expression of GitHub Actions, with `$` for smaller ones; the first few have none. */
const WAYS: readonly string[] = [
  'inputs.a',
  'env.b',
  'matrix.c',
  'vars.d',
  'github.ref_name',
  "'a'",
  "''",
  "'true'",
  "'v1.2'",
  'true',
  'false',
  'null',
  '0',
  '1',
  '$ == $',
  '$ != $',
  '$ < $',
  '$ >= $',
  '!$',
  '$ && $',
  '$ || $',
  '$ && $ || $',
  'contains($, $)',
  'startsWith($, $)',
  'endsWith($, $)',
  "format('{0}', $)",
  "format('x{0}-{1}', $, $)",
  'contains(fromJSON(\'["a", "v1.2"]\'), $)',
  'join(fromJSON(\'["a", "b"]\'), $)',
  'case($ == $, $, $)',
  'case(!$, $, $ != $, $, $)',
  'fromJSON(toJSON($))',
  'fromJSON(\'{"a": 1, "b": true}\')[$]',
];
const LEAVES = WAYS.filter((way) => !way.includes('$')).length;

/** The contexts that made expressions read. */
export const READ: readonly string[] = ['inputs.a', 'env.b', 'matrix.c', 'vars.d', 'github.ref_name'];

/** An expression of at most so many levels. */
export function madeExpression(luck: Chance, depth: number): string {
  const way = luck.pick(depth === 0 ? WAYS.slice(0, LEAVES) : WAYS) ?? 'null';
  // A number or a bare word next to an operator reads the same in parentheses.
  return way.replace(/\$/g, () => `(${madeExpression(luck, depth - 1)})`);
}
