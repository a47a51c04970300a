import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownValue } from '../../../test/kit/bake';
import type { BakeTarget } from '../recipe/bake-definition';
import { targetArguments, targetLines, targetPath } from './bake-targets';

/** The target of a file in which `X` is whatever the run says. */
const target = (own: string): BakeTarget =>
  planOf({ 'a.hcl': `variable "X" {}\ntarget "default" {\n${own}\n}` }).targets[0] ?? assert.fail();

describe('build arguments', () => {
  for (const [own, wanted] of [
    ['args = { A = 1, B = true, C = "x y" }', 'A=1\nB=true\nC=x y'],
    // One of null is not given.
    ['args = { A = null, B = "2" }', 'B=2'],
    ['args = { A = null }', undefined],
    ['args = null', undefined],
    ['args = {}', undefined],
    ['args = { A = "v${X}" }', 'A=v${{ X }}'],
    ['args = { A = X == "" ? "1" : "2", B = 3 }', 'A=1\nB=3 or A=2\nB=3'],
    // Where one may be absent, or may be anything, nothing is said of them.
    ['args = { A = X == "" ? null : "2", B = 3 }', 'unknown (is worked out by the bake file)'],
    ['args = { A = sha1("x"), B = 3 }', 'unknown (is worked out by the bake file)'],
    ['args = { (X) = 1, B = 3 }', 'unknown (is worked out by the bake file)'],
    ['args = merge({ A = 1 }, nope())', 'unknown (is worked out by the bake file)'],
  ] as const)
    it(own, () => assert.equal(shownValue(targetArguments(target(own))), wanted));
});

describe('lists', () => {
  for (const [own, lines, complete] of [
    ['attest = ["type=sbom", "type=provenance,mode=max"]', 'type=sbom\ntype=provenance,mode=max', true],
    ['attest = [{ type = "provenance", mode = "max", builder-id = null }]', 'type=provenance,mode=max', true],
    ['attest = [{ type = "sbom", disabled = true }]', 'type=sbom,disabled=true', true],
    [
      'attest = [{ type = "sbom", disabled = X == "" ? true : false }]',
      'type=sbom,disabled=true or type=sbom,disabled=false',
      true,
    ],
    // What is not known of an entry may turn it into its opposite.
    ['attest = [{ type = "sbom", disabled = nope() }]', 'unknown (is worked out by the bake file)', false],
    ['attest = ["type=sbom", nope()]', 'type=sbom\n${{ a value of the bake file }}', true],
    ['attest = X == "" ? ["type=sbom"] : []', 'type=sbom', false],
    ['attest = []', undefined, undefined],
    ['attest = null', undefined, undefined],
  ] as const)
    it(own, () => {
      const found = targetLines(target(own), 'attest');
      assert.equal(shownValue(found?.value), lines);
      assert.equal(found?.complete, complete);
    });
});

describe('paths', () => {
  for (const [own, context, dockerfile] of [
    ['context = "web"\ndockerfile = "D"', 'sub/web', 'sub/web/D'],
    ['dockerfile = "D"', undefined, 'sub/D'],
    ['context = BAKE_CMD_CONTEXT\ndockerfile = "D"', 'sub', 'sub/D'],
    ['context = "${BAKE_CMD_CONTEXT}web"\ndockerfile = "cwd://D"', 'sub/web', 'sub/D'],
    ['context = "https://example.com/a.git"', 'https://example.com/a.git', undefined],
  ] as const)
    it(own, () => {
      assert.equal(shownValue(targetPath(target(own), 'context', 'sub')), context);
      assert.equal(shownValue(targetPath(target(own), 'dockerfile', 'sub')), dockerfile);
    });
});
