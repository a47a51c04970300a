import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownTargets } from '../../../test/kit/bake';
import { sourceFile } from '../text/source-file';
import { bakeFileOf } from './bake-file';

// What is expected is what buildx v0.38.2 prints (`docker buildx bake --print`).
describe('bake files in JSON', () => {
  for (const [text, tags, args] of [
    ['{"target": [{"default": {"tags": ["a"]}}, {"default": {"args": {"A": 1}}}]}', ['a'], { A: '1' }],
    ['{"target": {"default": [{"tags": ["a"]}, {"args": {"A": 1.10}}]}}', ['a'], { A: '1.1' }],
    ['{"V": "a", "target": {"default": {"tags": ["${V}"], "args": {"${V}": "x"}}}}', ['a'], { a: 'x' }],
    [
      '{"function": {"f": {"params": ["a"], "variadic_params": "r", "result": "${upper(\\"x\\")}${a}${join(\\"-\\", r)}"}}, "target": {"default": {"tags": ["${f(\\"q\\", \\"z\\")}"]}}}',
      ['Xqz'],
      undefined,
    ],
    [
      '{"target": {"default": {"args": {"A": "1.10", "B": true, "C": 1.0, "D": null}}}}',
      undefined,
      { A: '1.10', B: 'true', C: '1' },
    ],
  ] as const)
    it(text, () => {
      const plan = planOf({ 'a.json': text });
      assert.deepEqual(shownTargets(plan), { default: tags });
      assert.deepEqual(shownTargets(plan, 'args'), { default: args });
    });

  it('that are something else are not read', () => {
    for (const text of ['[]', '{"target": 1}', '{"target": {"default": "x"}}', '{"target": [[]]}', '{'])
      assert.equal(bakeFileOf(sourceFile('a.json', text)), undefined, text);
  });
});
