import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownTargets } from '../../../test/kit/bake';

// What is expected is what buildx v0.38.2 prints (`docker buildx bake --print`).
describe('attributes of a parent and its child', () => {
  const text = `target "p" {
  args = { A = "1" }
  labels = { x = "1" }
  tags = ["p"]
  attest = ["type=sbom"]
  secret = ["id=a"]
  cache-from = ["type=gha"]
  cache-to = ["type=gha"]
  output = ["type=image"]
  platforms = ["linux/amd64"]
  annotations = ["a=b"]
}
target "default" {
  inherits = ["p"]
  args = { A = null, B = 2, C = null }
  labels = { x = null }
  tags = []
  attest = ["type=provenance,mode=max"]
  secret = ["id=b"]
  cache-from = ["type=registry,ref=x"]
  cache-to = ["type=inline"]
  output = ["type=docker"]
  platforms = null
  annotations = ["c=d"]
}`;
  for (const [attribute, wanted] of [
    ['args', { A: '1', B: '2' }],
    ['labels', { x: '1' }],
    ['tags', []],
    ['attest', ['type=sbom', 'type=provenance,mode=max']],
    ['secret', ['id=a', 'id=b']],
    ['cache-from', ['type=gha', 'type=registry,ref=x']],
    ['cache-to', ['type=inline']],
    ['output', ['type=docker']],
    ['platforms', ['linux/amd64']],
    ['annotations', ['a=b', 'c=d']],
  ] as const)
    it(attribute, () => assert.deepEqual(shownTargets(planOf({ 'a.hcl': text }), attribute), { default: wanted }));

  it('come from both blocks of a name', () => {
    const blocks =
      'target "default" {\n inherits = ["a"]\n args = { X = 1 }\n}\ntarget "default" { inherits = ["b"] }\ntarget "a" { tags = ["a"] }\ntarget "b" { context = "b" }';
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': blocks })), { default: ['a'] });
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': blocks }), 'context'), { default: 'b' });
  });

  it('come from the last parent that has them, also round a corner', () => {
    const diamond =
      'target "a" { tags = ["a"] }\ntarget "b" { inherits = ["a"] }\ntarget "c" {\n inherits = ["a"]\n tags = ["c"]\n}\ntarget "default" { inherits = ["c", "b"] }';
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': diamond })), { default: ['a'] });
  });

  it('are all open where a parent is not known', () => {
    const plan = planOf({
      'a.hcl': 'variable "P" {}\ntarget "default" {\n inherits = [P]\n attest = ["type=sbom"]\n tags = ["a"]\n}',
    });
    assert.deepEqual(shownTargets(plan), { default: ['a'] });
    assert.deepEqual(shownTargets(plan, 'attest'), { default: ['type=sbom', '…'] });
    assert.deepEqual(shownTargets(plan, 'output'), { default: 'unknown (may be inherited)' });
  });

  it('take no time however many ways there are', () => {
    const chain = Array.from({ length: 60 }, (_, at) => `target "t${at + 1}" { inherits = ["t${at}", "t${at}"] }`).join(
      '\n',
    );
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': `target "t0" { tags = ["x"] }\n${chain}` }, ['t60'])), {
      t60: ['x'],
    });
  });

  it('may be null or not', () => {
    const plan = (variables = {}): unknown =>
      shownTargets(
        planOf(
          {
            'a.hcl':
              'variable "X" {}\ntarget "p" { args = { A = "1" } }\ntarget "default" {\n inherits = ["p"]\n args = { A = X == "" ? null : "2" }\n}',
          },
          [],
          variables,
        ),
        'args',
      );
    assert.deepEqual(plan(), { default: { A: '1 or 2' } });
    assert.deepEqual(plan({ X: '' }), { default: { A: '1' } });
    assert.deepEqual(plan({ X: 'x' }), { default: { A: '2' } });
  });

  it('are not written as blocks', () => {
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': 'target "default" {\n args {\n A = 1\n }\n}' }), 'args'), {
      default: undefined,
    });
  });
});
