import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownTargets } from '../../../test/kit/bake';
import type { BakePlan } from './bake';

// What is expected is what buildx v0.38.2 prints (`docker buildx bake --print`).
describe('a matrix', () => {
  const plan = (body: string): BakePlan =>
    planOf(
      {
        'a.hcl': `variable "x" { default = "v" }\nfunction "f" {\n params = []\n result = x\n}\ntarget "app" {\n${body}\n}`,
      },
      ['app'],
    );

  it('gives its values to the target alone', () => {
    assert.deepEqual(shownTargets(plan('matrix = { x = ["a"] }\nname = "d-${x}"\ntags = [x, f()]')), {
      'd-a': ['a', 'v'],
    });
    const objects = 'matrix = { x = [{ n = "a", v = 1 }, { n = "b", v = 2 }] }\nname = "d-${x.n}"\ntags = ["t:${x.v}"]';
    assert.deepEqual(shownTargets(plan(objects)), { 'd-a': ['t:1'], 'd-b': ['t:2'] });
  });

  it('without a name of its own for each, or with a name that is none, is not read', () => {
    for (const body of [
      'matrix = { x = ["a", "b"] }',
      'matrix = { x = ["a", "b"] }\nname = "d"',
      'matrix = { x = ["a.b"] }\nname = "d-${x}"',
      'matrix = { x = NOPE }\nname = "d-${x}"',
    ])
      assert.equal(plan(body).complete, false, body);
  });

  it('of nothing is no target', () => {
    assert.deepEqual(plan('matrix = { x = [] }\nname = "d-${x}"').missing, ['app']);
  });
});
