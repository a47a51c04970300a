import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sourceFile } from '../text/source-file';
import { show } from '../value/text';
import { type ExprValue, known } from '../value/value';
import { type BakeDefinition, type BakePlan, bakePlan } from './bake';
import { bakeFileOf } from './bake-file';
import { composeFileOf } from './compose';

function plan(
  texts: Readonly<Record<string, string>>,
  names: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
  given: BakeDefinition['given'] = [],
): BakePlan {
  const files = Object.entries(texts).map(([path, text]) => {
    const file = sourceFile(path, text);
    return (path.endsWith('.yml') ? composeFileOf(file) : bakeFileOf(file)) ?? assert.fail(`${path} is not read`);
  });
  const variable = (name: string) => (name in variables ? known(variables[name] ?? '') : undefined);
  return bakePlan({ files, given, variable }, names);
}

/** Each target with one of its attributes as text. */
function shown({ targets }: BakePlan, attribute = 'tags'): Readonly<Record<string, unknown>> {
  const text = (value: ExprValue | undefined): unknown =>
    value === undefined
      ? undefined
      : value.kind === 'list'
        ? value.items.map(text)
        : value.kind === 'object'
          ? Object.fromEntries([...value.entries].map(([key, one]) => [key, text(one)]))
          : show(value);
  return Object.fromEntries(targets.map(({ name, attributes }) => [name, text(attributes.get(attribute))]));
}

describe('targets', () => {
  it('are those of the default group, or the default target, or the ones asked for', () => {
    const group =
      'group "default" { targets = ["a", "more"] }\ngroup "more" { targets = ["b"] }\ntarget "a" {}\ntarget "b" {}\ntarget "c" {}';
    const names = (found: BakePlan): readonly string[] => found.targets.map(({ name }) => name);
    assert.deepEqual(names(plan({ 'a.hcl': group })), ['a', 'b']);
    assert.deepEqual(names(plan({ 'a.hcl': group }, ['c'])), ['c']);
    assert.deepEqual(names(plan({ 'a.hcl': 'target "default" {}' })), ['default']);
    assert.deepEqual(plan({ 'a.hcl': group }, ['c', 'd']).missing, ['d']);
  });

  it('inherit, the later parent and their own counting more, and merge arguments', () => {
    const text = `target "x" { tags = ["x"], platforms = ["linux/amd64"]
      args = { A = 1, B = 2 } }
      target "y" { tags = ["y"] }
      target "default" { inherits = ["x", "y"]
      args = { B = 3 } }`.replace('["x"],', '["x"]\n');
    assert.deepEqual(shown(plan({ 'a.hcl': text })), { default: ['y'] });
    assert.deepEqual(shown(plan({ 'a.hcl': text }), 'args'), { default: { A: '1', B: '3' } });
    assert.deepEqual(shown(plan({ 'a.hcl': text }), 'platforms'), { default: ['linux/amd64'] });
  });

  it('that inherit each other end', () => {
    assert.deepEqual(
      shown(
        plan({ 'a.hcl': 'target "a" { inherits = ["b"] }\ntarget "b" {\n inherits = ["a"]\n tags = ["b"] }' }, ['a']),
      ),
      {
        a: ['b'],
      },
    );
  });

  it('of a matrix are one for each combination', () => {
    const text =
      'target "app" {\n matrix = { os = ["a", "b"], v = [1] }\n name = "app-${os}-${v}"\n tags = ["x:${os}${v}"]\n}';
    assert.deepEqual(shown(plan({ 'a.hcl': text }, ['app'])), { 'app-a-1': ['x:a1'], 'app-b-1': ['x:b1'] });
    assert.equal(plan({ 'a.hcl': text.replace('["a", "b"]', 'LIST') }, ['app']).complete, false);
  });

  it('are merged over several files', () => {
    const files = {
      'a.hcl': 'target "app" { tags = ["a"] }',
      'b.json': '{"target": {"app": {"tags": ["b:${T}"]}}, "variable": {"T": {"default": "1"}}}',
    };
    assert.deepEqual(shown(plan(files, ['app'])), { app: ['b:1'] });
  });

  it('take what is given from elsewhere', () => {
    const tags = { kind: 'list' as const, items: [known('m')], complete: true };
    const given = [{ target: 'meta', attributes: new Map([['tags', tags]]), after: 1 }];
    assert.deepEqual(
      shown(plan({ 'a.hcl': 'target "meta" {}\ntarget "default" { inherits = ["meta"] }' }, [], {}, given)),
      {
        default: ['m'],
      },
    );
  });
});

describe('values', () => {
  const tags = (value: string, variables = {}): unknown =>
    shown(
      plan(
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
    assert.deepEqual(shown(plan({ 'c.yml': text })), {
      app: ['ghcr.io/acme/app:latest'],
      api_v1: ['ghcr.io/acme/api:', 'ghcr.io/acme/api:extra'],
    });
    assert.deepEqual(shown(plan({ 'c.yml': text }, ['api_v1'], { TAG: '3' })), {
      api_v1: ['ghcr.io/acme/api:3', 'ghcr.io/acme/api:extra'],
    });
    assert.deepEqual(shown(plan({ 'c.yml': text }), 'args'), { app: { A: '1', B: '2' }, api_v1: undefined });
    assert.deepEqual(shown(plan({ 'c.yml': text }), 'platforms'), { app: undefined, api_v1: ['linux/arm64'] });
  });

  it('that take in others are not complete', () => {
    assert.equal(plan({ 'c.yml': `include: [other.yml]\n${text}` }).complete, false);
  });

  it('without services are none', () => {
    assert.equal(composeFileOf(sourceFile('x.yml', 'on: push\n')), undefined);
  });
});
