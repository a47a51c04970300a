import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate, holds } from '../../server/core/expr/evaluate';
import { parseExpression } from '../../server/core/expr/parse-expression';
import type { Scope } from '../../server/core/expr/scope';
import { oneOf } from '../../server/core/value/text';
import { type Datum, datumText, type ExprValue, type Hole, hole, known, unknown } from '../../server/core/value/value';
import { admits, isWhole } from '../kit/admits';
import { shownValue } from '../kit/bake';
import { type Chance, chance } from '../kit/chance';
import { madeExpression, READ } from '../kit/made-expressions';

const DATA: readonly Datum[] = [
  '',
  'a',
  'A',
  'true',
  'false',
  'v1.2',
  '1',
  '0',
  ' 1 ',
  'x-a',
  true,
  false,
  0,
  1,
  1.5,
  null,
];

/** What may be known of a value, with values for which it holds. */
const FACTS: readonly (readonly [Partial<Hole>, readonly Datum[]])[] = [
  [{}, ['', 'a', 'v1.2', 'true']],
  [{ domain: [true, false] }, [true, false]],
  [{ domain: ['a', 'v1.2', 'true'] }, ['a', 'v1.2', 'true']],
  [{ domain: [1, 2] }, [1, 2]],
  [{ nonEmpty: true, prefix: 'v' }, ['v', 'v1.2']],
  [{ not: ['a'] }, ['', 'b', 'true']],
  [{ lacks: ['-', '.'] }, ['', 'a', 'true']],
  [{ nonEmpty: true, holds: ['-'] }, ['x-a', '-']],
];

interface Known {
  readonly part: ReadonlyMap<string, ExprValue>;
  readonly whole: ReadonlyMap<string, ExprValue>;
  readonly run: ReadonlyMap<string, string>;
}

/** For each context that is read, what is known of it beforehand and what it is in one run. */
function someContexts(luck: Chance): Known {
  const part = new Map<string, ExprValue>();
  const whole = new Map<string, ExprValue>();
  const run = new Map<string, string>();
  for (const name of READ) {
    const [facts = {}, values = []] = luck.pick(FACTS) ?? [];
    const datum = luck.pick(DATA) ?? null;
    const held = luck.pick(values) ?? '';
    const ways: readonly (readonly [ExprValue, Datum])[] = [
      [known(datum), datum],
      [hole({ key: name, shown: name, reason: 'is known in the run', ...facts }), held],
      [oneOf([known(datum), known('z'), known(false)]), datum],
      // What nothing is known of is taken for a text, as outputs and variables are.
      [unknown('is known in the run'), datumText(datum)],
    ];
    const [one, is] = luck.pick(ways) ?? [known(null), null];
    part.set(name, one);
    whole.set(name, known(is));
    run.set(name, datumText(is));
  }
  return { part, whole, run };
}

function scope(values: ReadonlyMap<string, ExprValue>): Scope {
  return { lookup: (path) => values.get(path.join('.')), qualify: () => '' };
}

describe('what is known of an expression in part holds whatever the run brings', () => {
  for (const [depth, rounds] of [
    [1, 3000],
    [2, 6000],
    [3, 6000],
  ] as const)
    it(`of ${depth} levels`, () => {
      let decided = 0;
      for (let round = 0; round < rounds; round++) {
        const luck = chance(`${depth} ${round}`);
        const text = madeExpression(luck, depth);
        const { expression } = parseExpression(text);
        assert.ok(expression, text);
        const { part, whole, run } = someContexts(luck);
        const [said, is] = [evaluate(expression, scope(part)), evaluate(expression, scope(whole))];
        const [before, after] = [holds(expression, scope(part)), holds(expression, scope(whole))];
        const told = (): string =>
          `${text} is said to be ${JSON.stringify(shownValue(said))} (${before}) and is ${JSON.stringify(shownValue(is))} (${after}): ${JSON.stringify(
            READ.map((name) => [name, shownValue(part.get(name)), shownValue(whole.get(name))]),
          )}`;
        assert.ok(admits(said, is, run, new Map()), told());
        if (isWhole(is)) assert.ok(before === 'unknown' || before === after, told());
        if (before !== 'unknown') decided++;
      }
      assert.ok(decided > rounds / 3, `only ${decided} were decided`);
    });
});
