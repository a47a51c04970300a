import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownTargets } from '../../../test/kit/bake';
import { fromParts } from '../value/text';
import { hole, known, type Template } from '../value/value';
import { bakeOverride } from './bake-override';

// What is expected is what buildx v0.38.2 prints (`docker buildx bake --print`).
describe('overrides', () => {
  const text =
    'target "p" {\n tags = ["p"]\n args = { A = "1" }\n attest = ["type=sbom"]\n platforms = ["linux/amd64"]\n}\ntarget "c" { inherits = ["p"] }\ntarget "d" {\n inherits = ["p"]\n tags = ["d"]\n}';
  for (const [set, attribute, c, d] of [
    // A parent's are inherited.
    [['p.tags=x'], 'tags', ['x'], ['d']],
    [['p.args.A=9'], 'args', { A: '9' }, { A: '9' }],
    [['*.tags=x'], 'tags', ['x'], ['x']],
    [['?.tags=x'], 'tags', ['x'], ['x']],
    [['c.tag=x'], 'tags', ['x'], ['d']],
    [['c.tags=x', 'c.tags=y'], 'tags', ['x', 'y'], ['d']],
    [['c.tags+=x'], 'tags', ['p', 'x'], ['d']],
    [['c.tags='], 'tags', [], ['d']],
    [['c.tags=', 'c.tags=y'], 'tags', ['y'], ['d']],
    [['c.attest=type=provenance'], 'attest', ['type=sbom', 'type=provenance'], ['type=sbom']],
    [['c.attest='], 'attest', [], ['type=sbom']],
    [['c.arg.A=3', 'c.args.B=2'], 'args', { A: '3', B: '2' }, { A: '1' }],
    [['c.labels.x.y=1'], 'labels', { 'x.y': '1' }, undefined],
    [['c.platform=linux/arm64', 'c.platforms=linux/386'], 'platforms', ['linux/arm64', 'linux/386'], ['linux/amd64']],
    [['c.output=type=image,push=true'], 'output', ['type=image,push=true'], undefined],
    [['c.push=true'], 'output', ['type=image,push=true'], undefined],
    [['c.load=true'], 'output', ['type=docker'], undefined],
    [['c.output=type=docker', 'c.push=true'], 'output', 'unknown (is changed by an override)', undefined],
    [['c.dockerfile=D'], 'dockerfile', 'D', undefined],
  ] as const)
    it(set.join(' '), () => {
      const overrides = set.map((line) => bakeOverride(known(line)) ?? assert.fail(line));
      assert.deepEqual(shownTargets(planOf({ 'a.hcl': text }, ['c', 'd'], {}, [], overrides), attribute), { c, d });
    });

  it('that do not say what they change are not read', () => {
    for (const line of ['[cd].tags=x', 'c.args.HOME', 'tags=x', 'x'])
      assert.equal(bakeOverride(known(line)), undefined);
  });

  it('that may be empty may empty the list of what was there', () => {
    const value = (facts = {}): Template => hole({ key: 'V', shown: 'V', reason: 'is known in the run', ...facts });
    const plan = (heads: readonly string[], attribute: string, facts = {}): unknown => {
      const overrides = heads.map((head) => {
        const last = head === heads.at(-1) ? value(facts).parts : [];
        return bakeOverride(fromParts([head, ...last])) ?? assert.fail(head);
      });
      return shownTargets(planOf({ 'a.hcl': text }, ['c'], {}, [], overrides), attribute)['c'];
    };
    assert.deepEqual(plan(['c.tags='], 'tags'), ['${{ V }}']);
    assert.deepEqual(plan(['c.tags=x', 'c.tags='], 'tags'), ['x', '${{ V }}', '…']);
    assert.deepEqual(plan(['c.tags=x', 'c.tags='], 'tags', { nonEmpty: true }), ['x', '${{ V }}']);
    assert.deepEqual(plan(['c.tags=x', 'c.tags+='], 'tags'), ['p', 'x', '${{ V }}']);
    assert.deepEqual(plan(['c.attest='], 'attest'), ['${{ V }}', '…']);
  });
});
