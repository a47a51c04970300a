import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseScript } from '../../server/core/shell/parse-script';
import { shellKind } from '../../server/core/shell/shell-kind';
import type { ScriptRun } from '../../server/core/shell/walk';
import { walkScript } from '../../server/core/shell/walk-script';
import { show } from '../../server/core/value/text';
import { hole, known, unknown, type Value } from '../../server/core/value/value';
import { admits } from '../kit/admits';
import { chance } from '../kit/chance';
import { madeScript } from '../kit/made-scripts';

const TEXTS = ['', 'a', 'Ab-a', 'v1.2', 'x/y-z', 'b', 'v', 'aa-b/c'];
const NAMES = ['A', 'B', 'C', 'D', 'x'];
const BASH = shellKind('bash', 'linux');

function walk(script: string, values: ReadonlyMap<string, Value>): ScriptRun {
  return walkScript(parseScript(script, BASH), {
    variable: (name) => values.get(name),
    expression: () => unknown('is no part of these scripts'),
    unset: () => false,
    file: () => 'unknown',
  });
}

describe('what is known of the outputs of a script in part holds whatever the run brings', () => {
  for (const [depth, count, rounds] of [
    [1, 4, 1500],
    [2, 4, 800],
  ] as const)
    it(`statements ${depth} deep`, () => {
      let told = 0;
      for (let round = 0; round < rounds; round++) {
        const luck = chance(`${depth} ${round}`);
        const script = madeScript(luck, count, depth);
        const part = new Map<string, Value>();
        const whole = new Map<string, Value>();
        const run = new Map<string, string>();
        for (const name of NAMES) {
          const text = luck.pick(TEXTS) ?? '';
          const ways = [known(text), hole({ key: name, shown: name, reason: 'is set in the run' })];
          part.set(name, luck.pick(ways) ?? known(text));
          whole.set(name, known(text));
          run.set(name, text);
        }
        const [said, is] = [walk(script, part), walk(script, whole)];
        for (const [name, value] of is.outputs) {
          if (value.kind !== 'known') continue;
          const before = said.outputs.get(name);
          if (before === undefined && said.opaqueOutputs) continue;
          if (before?.kind === 'known') told++;
          // Loops over what is not known are followed once, so what grows in them is told for one turn.
          if (/\bfor\b|\bwhile\b/.test(script) && before?.kind !== 'known') continue;
          assert.ok(
            before !== undefined && admits(before, value, run, new Map()),
            `${name} is said to be ${before === undefined ? 'absent' : show(before)} and is ${show(value)}, with ${JSON.stringify(
              NAMES.map((one) => [one, show(part.get(one) ?? known('')), run.get(one)]),
            )}:\n${script}`,
          );
        }
      }
      assert.ok(told > rounds / 2, `only ${told} were told`);
    });
});
