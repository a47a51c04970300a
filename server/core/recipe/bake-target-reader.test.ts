import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownTargets } from '../../../test/kit/bake';

// What is expected is what buildx v0.38.2 prints (`docker buildx bake --print`).
describe('attributes of other targets', () => {
  const text = (own: string): Readonly<Record<string, string>> => ({
    'a.hcl': `target "p" { tags = ["p"] }\ntarget "a" {\n tags = ["a"]\n args = { X = 1 }\n}\ntarget "b" { inherits = ["p"] }\ntarget "default" {\n ${own}\n}`,
  });
  for (const [own, wanted] of [
    ['tags = concat(target.a.tags, [target.a.args.X, target.a.name])', ['a', '1', 'a']],
    // What a target inherits is not there yet.
    ['tags = target.b.tags == null ? ["none"] : target.b.tags', ['none']],
    ['tags = target.default.tags', '${{ a value of the bake file }}'],
    ['tags = target.nope.tags', '${{ a value of the bake file }}'],
  ] as const)
    it(own, () => assert.deepEqual(shownTargets(planOf(text(own))), { default: wanted }));
});
