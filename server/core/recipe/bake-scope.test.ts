import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bakeExpression, OPEN, plainValue, shownValue } from '../../../test/kit/bake';
import { oneOf } from '../value/text';
import { type ExprValue, hole, known } from '../value/value';
import { same } from './bake-operators';

/** Whatever an expression of the workflow gives. */
const some = (name: string, facts = {}): ExprValue =>
  hole({ key: name, shown: name, reason: 'is known in the run', ...facts });
const either = (...texts: readonly string[]): ExprValue => oneOf(texts.map(known));

describe('variables', () => {
  // What is expected of a value from the environment is what buildx v0.38.2 prints for it.
  for (const [block, environment, wanted] of [
    ['variable "V" { default = "a" }', {}, 'xa'],
    ['variable "V" { default = "a" }', { V: 'b' }, 'xb'],
    ['variable "V" { default = "a" }', { V: '' }, 'x'],
    ['variable "V" { default = null }', { V: 'a' }, 'xa'],
    ['variable "V" {}', { V: 'a' }, 'xa'],
    ['variable "V" { default = false }', { V: 'T' }, 'xtrue'],
    ['variable "V" { default = false }', { V: 'yes' }, OPEN],
    ['variable "V" { default = 1 }', { V: '007' }, 'x7'],
    ['variable "V" { default = 1 }', { V: 'a' }, OPEN],
    ['variable "V" { default = ["a"] }', { V: 'b' }, OPEN],
    ['variable "V" {\n default = 1\n type = string\n}', { V: '007' }, 'x007'],
    ['variable "V" {\n type = number\n}', { V: '1.50' }, 'x1.5'],
    // The name with `_JSON` behind it gives a value too.
    ['variable "V" { default = "a" }', { V_JSON: '"b"' }, OPEN],
    ['variable "V" { default = "a" }\nvariable "V_JSON" {}', { V_JSON: '"b"' }, 'xa'],
    // A bare attribute counts more than a default, and is not overridden.
    ['V = "a"', { V: 'b' }, 'xa'],
    ['V = "a"\nvariable "V" { default = "c" }', {}, 'xa'],
    ['variable "V" { default = "c" }\nV = "a"', { V: 'b' }, 'xb'],
    ['variable "V" { default = "a" }\nvariable "V" { default = "b" }', {}, 'xb'],
    // Nobody sets it here, but the run may.
    ['variable "V" {}', {}, OPEN],
    ['', {}, OPEN],
  ] as const)
    it(`${block} with ${JSON.stringify(environment)}`, () =>
      assert.equal(plainValue(bakeExpression('"x${V}"', environment, block)), wanted));

  it('have the type that they are given', () => {
    const list = 'variable "V" {\n default = ["a"]\n type = list(string)\n}';
    assert.deepEqual(plainValue(bakeExpression('V', { V: 'b, c' }, list)), ['b', ' c']);
    assert.equal(plainValue(bakeExpression('V', { V: '"b",c' }, list)), OPEN);
    assert.deepEqual(
      plainValue(bakeExpression('V == "1"', {}, 'variable "V" {\n default = 1\n type = string\n}')),
      true,
    );
    assert.deepEqual(shownValue(bakeExpression('V', { V: some('A') }, list)), '${{ V }}');
    assert.deepEqual(shownValue(bakeExpression('V', { V: some('github.run_id') }, list)), ['${{ github.run_id }}']);
  });

  it('of the run itself are not overridden', () => {
    const block = 'variable "BAKE_LOCAL_PLATFORM" { default = "a" }';
    assert.equal(plainValue(bakeExpression('BAKE_LOCAL_PLATFORM', {}, block)), OPEN);
  });

  it('that are made of each other are not known', () => {
    const circle = 'variable "A" { default = B }\nvariable "B" { default = "${A}x" }';
    assert.equal(plainValue(bakeExpression('A', {}, circle)), OPEN);
    assert.equal(plainValue(bakeExpression('"${B}${A}"', {}, circle)), OPEN);
  });
});

describe('functions', () => {
  const functions = `variable "a" { default = "v" }
function "f" {
  params = [a]
  variadic_params = rest
  result = "\${a}\${join("-", rest)}"
}
function "outer" {
  params = [a]
  result = inner()
}
function "inner" {
  params = []
  result = a
}
function "upper" {
  params = [a]
  result = "mine"
}
function "sha1" {
  params = [a]
  result = "mine"
}
function "again" {
  params = [n]
  result = n == 0 ? "end" : again(n - 1)
}`;
  for (const [call, wanted] of [
    ['f("x")', 'x'],
    ['f("x", "y", "z")', 'xy-z'],
    ['f(["x", "y"]...)', 'xy'],
    // They see the variables of the file, not what their caller sees.
    ['outer("x")', 'v'],
    ['[for a in ["x"] : inner()]', ['v']],
    // The library's count more, worked out or not.
    ['upper("x")', 'X'],
    ['sha1("x")', OPEN],
    // What stops the build.
    ['f()', OPEN],
    ['inner("x")', OPEN],
    ['f(null)', OPEN],
    ['again(3)', OPEN],
    ['nope()', OPEN],
  ] as const)
    it(call, () => assert.deepEqual(plainValue(bakeExpression(call, {}, functions)), wanted));

  it('show what they make of a text that is not known as their call', () => {
    const clean = 'function "clean" {\n params = [ref]\n result = replace(trimprefix(ref, "v"), "/", "-")\n}';
    assert.equal(
      shownValue(bakeExpression('"x:${clean(R)}"', { R: some('github.ref_name') }, clean)),
      'x:${{ clean(github.ref_name) }}',
    );
  });
});

describe('a file that would fill the memory is not worked out', () => {
  for (const [name, more] of [
    ['texts', (last: string) => `"\${${last}}\${${last}}"`],
    ['lists', (last: string) => `concat(${last}, ${last})`],
    ['lists of lists', (last: string) => `[${last}, ${last}]`],
    ['holes', (last: string) => `upper("\${${last}}-\${${last}}")`],
  ] as const)
    it(name, () => {
      const first = name === 'texts' ? '"abcdefgh"' : name === 'holes' ? 'R' : '["a"]';
      const lines = Array.from({ length: 60 }, (_, at) => `V${at + 1} = ${more(`V${at}`)}`);
      const text = `V0 = ${first}\n${lines.join('\n')}`;
      assert.equal(plainValue(bakeExpression('V60', { R: some('R') }, text)), OPEN);
      assert.equal(plainValue(bakeExpression('flatten([V60])', { R: some('R') }, text)), OPEN);
    });

  it('nor where it takes long', () => {
    const calls = Array.from(
      { length: 30 },
      (_, at) => `function "f${at + 1}" {\n params = [a]\n result = "\${f${at}(a)}\${f${at}(a)}"\n}`,
    );
    assert.equal(
      plainValue(bakeExpression('f30("a")', {}, `function "f0" {\n params = [a]\n result = a\n}\n${calls.join('\n')}`)),
      OPEN,
    );
  });

  it('nor where little is done with much again and again', () => {
    const text = 'R = [for i in range(90) : "a${i}"]\nM = [for j in range(200) : R]';
    assert.equal(plainValue(bakeExpression('[for i in range(900) : flatten(M)[0]]', {}, text)), OPEN);
    assert.equal(plainValue(bakeExpression('flatten(M)[0]', {}, text)), 'a0');
  });
});

describe('two values that are not known', () => {
  /** Whether two expressions certainly have one value. */
  const equal = (a: string, b: string, variables = {}, before = ''): unknown => {
    const pair = bakeExpression(`[${a}, ${b}]`, variables, before);
    return pair.kind === 'list' && same(pair.items[0] ?? assert.fail(), pair.items[1] ?? assert.fail());
  };
  const variables = { A: some('A'), B: some('B'), X: either('x', 'y'), Y: either('x', 'y') };

  it('are equal where they are made of the same in the same way', () => {
    assert.equal(equal('upper(A)', 'upper(A)', variables), true);
    assert.equal(
      equal('f(A)', 'f(A)', variables, 'function "f" {\n params = [a]\n result = replace(a, "b", "c")\n}'),
      true,
    );
  });

  it('need not be where they are not', () => {
    assert.equal(equal('upper(A)', 'upper(B)', variables), 'unknown');
    assert.equal(equal('lower(A)', 'A', variables), 'unknown');
    assert.equal(equal('replace(lower(A), "b", "c")', 'replace(A, "b", "c")', variables), 'unknown');
    assert.equal(equal('upper(X)', 'upper(Y)', variables), 'unknown');
    assert.equal(equal('trim(A, X)', 'trim(A, Y)', variables), 'unknown');
    const joined = (name: string): string => `join(",", ${name} == "x" ? ["a"] : ["b", "c"])`;
    assert.equal(equal(joined('X'), joined('Y'), variables), 'unknown');
    assert.equal(equal('id()', 'id()', variables, 'function "id" {\n params = []\n result = uuidv4()\n}'), 'unknown');
    assert.equal(equal('id(X)', 'id(Y)', variables, 'function "id" {\n params = [a]\n result = sha1(a)\n}'), 'unknown');
  });
});

describe('values that are known in part', () => {
  const variables = { A: some('A'), R: some('github.repository', { nonEmpty: true }), X: either('x', 'y') };
  for (const [expression, wanted] of [
    ['"x:${A}"', 'x:${{ A }}'],
    ['A == "" ? "a" : "b"', 'a or b'],
    ['A == "" ? 1 : "b"', '1 or b'],
    ['A == "" ? ["a"] : ["b", "c"]', ['a', 'b', 'c', '…']],
    ['A == "" ? ["a"] : "b"', '${{ a value of the bake file }}'],
    ['R == "" ? "a" : "b"', 'b'],
    ['false && A', 'false'],
    ['A || true', 'true'],
    ['A && true', '${{ a value of the bake file }}'],
    ['compact(["a", A, ""])', ['a', '${{ A }}', '…']],
    ['distinct([A, "a"])', ['${{ A }}', 'a', '…']],
    ['[for x in ["a", A] : x if x != "a"]', ['${{ A }}', '…']],
    ['{for x in ["a", A] : x => 1}', '${{ a value of the bake file }}'],
    ['{for x in ["a", "b"] : x => 1 if A == x}', '${{ a value of the bake file }}'],
    ['contains(A == "" ? ["a"] : [], "a")', '${{ a value of the bake file }}'],
    ['coalescelist(A == "" ? ["a"] : [], ["b"])', '${{ a value of the bake file }}'],
    ['concat(["a"], A)', ['a', '…']],
    ['flatten([["a"], T])', ['a', '…']],
    ['flatten([["a"], A])', ['a', '${{ A }}']],
    ['length(A == "" ? ["a"] : [])', '${{ a value of the bake file }}'],
    ['{a = 1, (A) = 2}.a', '${{ a value of the bake file }}'],
    ['{(A) = 2, a = 1}.a', '1'],
    ['upper("x-${R}")', 'X-${{ upper(github.repository) }}'],
    ['replace(R, ":", "-")', '${{ github.repository }}'],
    ['replace(R, "/", "-")', '${{ replace(github.repository, "/", "-") }}'],
    ['replace("a${R}", "ab", "-")', '${{ replace("a${{ github.repository }}", "ab", "-") }}'],
    ['split("/", R)', '${{ a value of the bake file }}'],
    ['split(",", "latest,${A}")', ['latest', '…']],
    ['split(",", "a${A},b,${R}")', ['b', '${{ github.repository }}', '…']],
    ['[for t in split(",", "latest,${A}") : "x:${t}"]', ['x:latest', '…']],
    ['split(",", "latest,${A}")[0]', '${{ a value of the bake file }}'],
    ['split(":", "a:${R}")', ['a', '${{ github.repository }}']],
    ['trim("-${R}-", "-")', '${{ trim("-${{ github.repository }}-", "-") }}'],
    ['trim(":${R}:", ":")', '${{ github.repository }}'],
    ['trimspace(" ${R} ")', '${{ github.repository }}'],
    ['trimspace(A)', '${{ trimspace(A) }}'],
    ['substr("sha-${R}", 0, 3)', 'sha'],
    ['format("%s:%s", R, X)', '${{ github.repository }}:x or ${{ github.repository }}:y'],
    ['formatlist("%s:%s", R, ["a", "b"])', ['${{ github.repository }}:a', '${{ github.repository }}:b']],
    ['join(",", ["a", R])', 'a,${{ github.repository }}'],
    ['(false ? A && true : true) == true', 'true'],
    ['trimsuffix(1, "a") == "1"', 'true'],
    ['A[*]', ['${{ A }}']],
    ['T[*]', '${{ a value of the bake file }}'],
  ] as const)
    it(expression, () =>
      assert.deepEqual(
        shownValue(bakeExpression(expression, variables, 'variable "T" {\n default = []\n type = set(string)\n}')),
        wanted,
      ),
    );
});
