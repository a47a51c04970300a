import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownTargets } from '../../../test/kit/bake';
import { sourceFile } from '../text/source-file';
import { known } from '../value/value';
import type { BakePlan } from './bake';
import { composeFileOf } from './compose';

describe('targets', () => {
  it('are those of the default group, or the default target, or the ones asked for', () => {
    const group =
      'group "default" { targets = ["a", "more"] }\ngroup "more" { targets = ["b"] }\ntarget "a" {}\ntarget "b" {}\ntarget "c" {}';
    const names = (found: BakePlan): readonly string[] => found.targets.map(({ name }) => name);
    assert.deepEqual(names(planOf({ 'a.hcl': group })), ['a', 'b']);
    assert.deepEqual(names(planOf({ 'a.hcl': group }, ['c'])), ['c']);
    assert.deepEqual(names(planOf({ 'a.hcl': 'target "default" {}' })), ['default']);
    assert.deepEqual(planOf({ 'a.hcl': group }, ['c', 'd']).missing, ['d']);
  });

  it('inherit, the later parent and their own counting more, and merge arguments', () => {
    const text = `target "x" { tags = ["x"], platforms = ["linux/amd64"]
      args = { A = 1, B = 2 } }
      target "y" { tags = ["y"] }
      target "default" { inherits = ["x", "y"]
      args = { B = 3 } }`.replace('["x"],', '["x"]\n');
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': text })), { default: ['y'] });
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': text }), 'args'), { default: { A: '1', B: '3' } });
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': text }), 'platforms'), { default: ['linux/amd64'] });
  });

  it('that inherit each other end', () => {
    assert.deepEqual(
      shownTargets(
        planOf({ 'a.hcl': 'target "a" { inherits = ["b"] }\ntarget "b" {\n inherits = ["a"]\n tags = ["b"] }' }, ['a']),
      ),
      {
        a: ['b'],
      },
    );
  });

  it('of a matrix are one for each combination', () => {
    const text =
      'target "app" {\n matrix = { os = ["a", "b"], v = [1] }\n name = "app-${os}-${v}"\n tags = ["x:${os}${v}"]\n}';
    assert.deepEqual(shownTargets(planOf({ 'a.hcl': text }, ['app'])), { 'app-a-1': ['x:a1'], 'app-b-1': ['x:b1'] });
    assert.equal(planOf({ 'a.hcl': text.replace('["a", "b"]', 'LIST') }, ['app']).complete, false);
  });

  it('are merged over several files', () => {
    const files = {
      'a.hcl': 'target "app" { tags = ["a"] }',
      'b.json': '{"target": {"app": {"tags": ["b:${T}"]}}, "variable": {"T": {"default": "1"}}}',
    };
    assert.deepEqual(shownTargets(planOf(files, ['app'])), { app: ['b:1'] });
  });

  it('take what is given from elsewhere', () => {
    const tags = { kind: 'list' as const, items: [known('m')], complete: true };
    const given = [{ target: 'meta', attributes: new Map([['tags', tags]]), after: 1 }];
    assert.deepEqual(
      shownTargets(planOf({ 'a.hcl': 'target "meta" {}\ntarget "default" { inherits = ["meta"] }' }, [], {}, given)),
      {
        default: ['m'],
      },
    );
  });
});

// What is expected is what buildx v0.38.2 prints (`docker buildx bake --print`).
describe('groups', () => {
  const names = (text: string, asked: readonly string[] = []): readonly string[] =>
    planOf({ 'a.hcl': text }, asked).targets.map(({ name }) => name);

  it('hide the target of their name', () => {
    assert.deepEqual(names('group "default" { targets = ["a"] }\ntarget "default" {}\ntarget "a" {}'), ['a']);
  });

  it('that hold themselves mean the target', () => {
    assert.deepEqual(names('group "a" { targets = ["a", "b"] }\ntarget "a" {}\ntarget "b" {}', ['a']), ['a', 'b']);
    const circle = 'group "default" { targets = ["b"] }\ngroup "b" { targets = ["default", "c"] }\ntarget "c" {}';
    assert.deepEqual(names(`${circle}\ntarget "default" {}`), ['default', 'c']);
    assert.deepEqual(planOf({ 'a.hcl': circle }).missing, ['default']);
  });

  it('of a later file replace those before, and all services of several compose files are one group', () => {
    const files = {
      'a.hcl': 'group "g" { targets = ["a"] }\ntarget "a" {}\ntarget "b" {}',
      'b.hcl': 'group "g" { targets = ["b"] }',
    };
    assert.deepEqual(Object.keys(shownTargets(planOf(files, ['g']))), ['b']);
    const service = (name: string): string => `services:\n  ${name}:\n    build: .\n`;
    assert.deepEqual(Object.keys(shownTargets(planOf({ 'a.yml': service('a'), 'b.yml': service('b') }))), ['a', 'b']);
  });

  it('of compose files come before all others, wherever they are named', () => {
    const files = {
      'a.hcl': 'group "default" { targets = ["b"] }\ntarget "b" {}',
      'c.yml': 'services:\n  a:\n    build: .\n',
    };
    assert.deepEqual(Object.keys(shownTargets(planOf(files))), ['b']);
  });
});

describe('targets that others are made of', () => {
  const linked = (contexts: string, asked: readonly string[] = []): unknown =>
    planOf(
      {
        'a.hcl': `variable "X" {}\ntarget "default" { contexts = ${contexts} }\ntarget "a" { contexts = { b = "target:b" } }\ntarget "b" { contexts = { a = "target:a" } }`,
      },
      asked,
    ).linked;

  it('are built along with them', () => {
    assert.deepEqual(linked('{ a = "target:a", c = "docker-image://alpine" }'), ['a', 'b']);
    assert.deepEqual(linked('{ a = "target:a" }', ['default', 'a']), ['b']);
    assert.deepEqual(linked('{ c = "src/${X}" }'), []);
    assert.deepEqual(linked('null'), []);
  });

  it('are not known where a context is not', () => {
    for (const contexts of ['{ a = X }', '{ a = "target:${X}" }', '{ (X) = "src" }', 'X'])
      assert.equal(linked(contexts), undefined, contexts);
  });
});

describe('values', () => {
  const tags = (value: string, variables = {}): unknown =>
    shownTargets(
      planOf(
        {
          'a.hcl': `variable "V" { default = "1" }\nvariable "NONE" {}\nfunction "tag" {\n params = [t]\n result = ["r:\${t}", "r:\${V}"]\n}\ntarget "default" {\n tags = ${value}\n}`,
        },
        [],
        variables,
      ),
    )['default'];

  it('of variables come from outside, then from their default', () => {
    assert.deepEqual(tags('["x:${V}"]'), ['x:1']);
    assert.deepEqual(tags('["x:${V}"]', { V: '2' }), ['x:2']);
    assert.deepEqual(tags('["x:${NONE}"]'), ['x:${{ NONE }}']);
  });

  it('of functions and conditions are worked out where all is known', () => {
    assert.deepEqual(tags('tag("z")'), ['r:z', 'r:1']);
    assert.deepEqual(tags('concat(["a"], equal(V, "1") ? ["b"] : ["c"])'), ['a', 'b']);
    assert.deepEqual(tags('[V != "1" ? "a" : "b"]'), ['b']);
    assert.deepEqual(tags('[NONE == "" ? "a" : "b"]'), ['a or b']);
    assert.deepEqual(tags('["x:${timestamp()}"]'), ['x:${{ a value of the bake file }}']);
  });
});

describe('compose files', () => {
  const text = `x-base: &base
  build: { context: ., args: [A=1, "B=\${V:-2}"] }
services:
  app:
    <<: *base
    image: ghcr.io/acme/app:\${TAG:-latest}
  api.v1:
    image: ghcr.io/acme/api:$TAG
    build:
      context: api
      tags: [ghcr.io/acme/api:extra]
      x-bake: { platforms: [linux/arm64] }
  database:
    image: postgres
`;

  it('give a target for each service with a build', () => {
    assert.deepEqual(shownTargets(planOf({ 'c.yml': text })), {
      app: ['ghcr.io/acme/app:latest'],
      api_v1: ['ghcr.io/acme/api:', 'ghcr.io/acme/api:extra'],
    });
    assert.deepEqual(shownTargets(planOf({ 'c.yml': text }, ['api_v1'], { TAG: '3' })), {
      api_v1: ['ghcr.io/acme/api:3', 'ghcr.io/acme/api:extra'],
    });
    assert.deepEqual(shownTargets(planOf({ 'c.yml': text }), 'args'), { app: { A: '1', B: '2' }, api_v1: undefined });
    assert.deepEqual(shownTargets(planOf({ 'c.yml': text }), 'platforms'), { app: undefined, api_v1: ['linux/arm64'] });
  });

  it('tell a variable that is empty from one that nobody sets, where it is written so', () => {
    const image = (text: string, variables = {}): unknown =>
      shownTargets(planOf({ 'c.yml': `services:\n  app:\n    build: .\n    image: a:${text}\n` }, [], variables))[
        'app'
      ];
    assert.deepEqual(image('${TAG-latest}'), ['a:latest']);
    assert.deepEqual(image('${TAG-latest}', { TAG: '' }), ['a:']);
    assert.deepEqual(image('${TAG-latest}', { TAG: '1' }), ['a:1']);
    assert.deepEqual(image('${TAG:-latest}', { TAG: '' }), ['a:latest']);
    assert.deepEqual(image('${TAG+x}'), ['a:']);
    assert.deepEqual(image('${TAG+x}', { TAG: '' }), ['a:x']);
    assert.deepEqual(image('${TAG:+x}', { TAG: '' }), ['a:']);
    assert.deepEqual(image('${TAG:+x}', { TAG: '1' }), ['a:x']);
  });

  it('that take in others are not complete', () => {
    assert.equal(planOf({ 'c.yml': `include: [other.yml]\n${text}` }).complete, false);
  });

  it('without services are none', () => {
    assert.equal(composeFileOf(sourceFile('x.yml', 'on: push\n')), undefined);
  });
});
