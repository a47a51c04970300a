import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownValue } from '../../../test/kit/bake';
import { sourceFile } from '../text/source-file';
import { known } from '../value/value';
import type { BakePlan } from './bake';
import { composeFileOf } from './compose';

/** Each target with one of its attributes as text. */
function shown({ targets }: BakePlan, attribute = 'tags'): Readonly<Record<string, unknown>> {
  return Object.fromEntries(targets.map(({ name, attributes }) => [name, shownValue(attributes.get(attribute))]));
}

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
    assert.deepEqual(shown(planOf({ 'a.hcl': text })), { default: ['y'] });
    assert.deepEqual(shown(planOf({ 'a.hcl': text }), 'args'), { default: { A: '1', B: '3' } });
    assert.deepEqual(shown(planOf({ 'a.hcl': text }), 'platforms'), { default: ['linux/amd64'] });
  });

  it('that inherit each other end', () => {
    assert.deepEqual(
      shown(
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
    assert.deepEqual(shown(planOf({ 'a.hcl': text }, ['app'])), { 'app-a-1': ['x:a1'], 'app-b-1': ['x:b1'] });
    assert.equal(planOf({ 'a.hcl': text.replace('["a", "b"]', 'LIST') }, ['app']).complete, false);
  });

  it('are merged over several files', () => {
    const files = {
      'a.hcl': 'target "app" { tags = ["a"] }',
      'b.json': '{"target": {"app": {"tags": ["b:${T}"]}}, "variable": {"T": {"default": "1"}}}',
    };
    assert.deepEqual(shown(planOf(files, ['app'])), { app: ['b:1'] });
  });

  it('take what is given from elsewhere', () => {
    const tags = { kind: 'list' as const, items: [known('m')], complete: true };
    const given = [{ target: 'meta', attributes: new Map([['tags', tags]]), after: 1 }];
    assert.deepEqual(
      shown(planOf({ 'a.hcl': 'target "meta" {}\ntarget "default" { inherits = ["meta"] }' }, [], {}, given)),
      {
        default: ['m'],
      },
    );
  });
});

describe('values', () => {
  const tags = (value: string, variables = {}): unknown =>
    shown(
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
    assert.deepEqual(shown(planOf({ 'c.yml': text })), {
      app: ['ghcr.io/acme/app:latest'],
      api_v1: ['ghcr.io/acme/api:', 'ghcr.io/acme/api:extra'],
    });
    assert.deepEqual(shown(planOf({ 'c.yml': text }, ['api_v1'], { TAG: '3' })), {
      api_v1: ['ghcr.io/acme/api:3', 'ghcr.io/acme/api:extra'],
    });
    assert.deepEqual(shown(planOf({ 'c.yml': text }), 'args'), { app: { A: '1', B: '2' }, api_v1: undefined });
    assert.deepEqual(shown(planOf({ 'c.yml': text }), 'platforms'), { app: undefined, api_v1: ['linux/arm64'] });
  });

  it('that take in others are not complete', () => {
    assert.equal(planOf({ 'c.yml': `include: [other.yml]\n${text}` }).complete, false);
  });

  it('without services are none', () => {
    assert.equal(composeFileOf(sourceFile('x.yml', 'on: push\n')), undefined);
  });
});
