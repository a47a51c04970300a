import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shownValue } from '../../../test/kit/bake';
import { sourceFile } from '../text/source-file';
import { fromParts } from '../value/text';
import { hole, known, type Template } from '../value/value';
import type { BakePlan } from './bake';
import { bakeFileOf } from './bake-file';
import { bakeOverride } from './bake-override';
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

// What is expected of these is what buildx v0.38.2 prints for them (`docker buildx bake --print`).
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
    assert.deepEqual(Object.keys(shown(planOf(files, ['g']))), ['b']);
    const service = (name: string): string => `services:\n  ${name}:\n    build: .\n`;
    assert.deepEqual(Object.keys(shown(planOf({ 'a.yml': service('a'), 'b.yml': service('b') }))), ['a', 'b']);
  });

  it('of compose files come before all others, wherever they are named', () => {
    const files = {
      'a.hcl': 'group "default" { targets = ["b"] }\ntarget "b" {}',
      'c.yml': 'services:\n  a:\n    build: .\n',
    };
    assert.deepEqual(Object.keys(shown(planOf(files))), ['b']);
  });
});

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
    it(attribute, () => assert.deepEqual(shown(planOf({ 'a.hcl': text }), attribute), { default: wanted }));

  it('come from both blocks of a name', () => {
    const blocks =
      'target "default" {\n inherits = ["a"]\n args = { X = 1 }\n}\ntarget "default" { inherits = ["b"] }\ntarget "a" { tags = ["a"] }\ntarget "b" { context = "b" }';
    assert.deepEqual(shown(planOf({ 'a.hcl': blocks })), { default: ['a'] });
    assert.deepEqual(shown(planOf({ 'a.hcl': blocks }), 'context'), { default: 'b' });
  });

  it('come from the last parent that has them, also round a corner', () => {
    const diamond =
      'target "a" { tags = ["a"] }\ntarget "b" { inherits = ["a"] }\ntarget "c" {\n inherits = ["a"]\n tags = ["c"]\n}\ntarget "default" { inherits = ["c", "b"] }';
    assert.deepEqual(shown(planOf({ 'a.hcl': diamond })), { default: ['a'] });
  });

  it('are all open where a parent is not known', () => {
    const plan = planOf({
      'a.hcl': 'variable "P" {}\ntarget "default" {\n inherits = [P]\n attest = ["type=sbom"]\n tags = ["a"]\n}',
    });
    assert.deepEqual(shown(plan), { default: ['a'] });
    assert.deepEqual(shown(plan, 'attest'), { default: ['type=sbom', '…'] });
    assert.deepEqual(shown(plan, 'output'), { default: 'unknown (may be inherited)' });
  });

  it('take no time however many ways there are', () => {
    const chain = Array.from({ length: 60 }, (_, at) => `target "t${at + 1}" { inherits = ["t${at}", "t${at}"] }`).join(
      '\n',
    );
    assert.deepEqual(shown(planOf({ 'a.hcl': `target "t0" { tags = ["x"] }\n${chain}` }, ['t60'])), { t60: ['x'] });
  });

  it('may be null or not', () => {
    const plan = (variables = {}): unknown =>
      shown(
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
    assert.deepEqual(shown(planOf({ 'a.hcl': 'target "default" {\n args {\n A = 1\n }\n}' }), 'args'), {
      default: undefined,
    });
  });
});

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
      assert.deepEqual(shown(planOf({ 'a.hcl': text }, ['c', 'd'], {}, [], overrides), attribute), { c, d });
    });

  it('that do not say what they change are not read', () => {
    for (const line of ['[cd].tags=x', 'c.args.HOME', 'tags=x', 'x'])
      assert.equal(bakeOverride(known(line)), undefined);
  });

  it('that may be empty may empty a list', () => {
    const value = (facts = {}): Template => hole({ key: 'V', shown: 'V', reason: 'is known in the run', ...facts });
    const tags = (facts = {}): unknown => {
      const line = fromParts(['c.tags=', ...value(facts).parts]);
      return shown(planOf({ 'a.hcl': text }, ['c'], {}, [], [bakeOverride(line) ?? assert.fail()]));
    };
    assert.deepEqual(tags(), { c: ['${{ V }}', '…'] });
    assert.deepEqual(tags({ nonEmpty: true }), { c: ['${{ V }}'] });
  });
});

describe('a matrix', () => {
  const plan = (body: string): BakePlan =>
    planOf(
      {
        'a.hcl': `variable "x" { default = "v" }\nfunction "f" {\n params = []\n result = x\n}\ntarget "app" {\n${body}\n}`,
      },
      ['app'],
    );

  it('gives its values to the target alone', () => {
    assert.deepEqual(shown(plan('matrix = { x = ["a"] }\nname = "d-${x}"\ntags = [x, f()]')), { 'd-a': ['a', 'v'] });
    const objects = 'matrix = { x = [{ n = "a", v = 1 }, { n = "b", v = 2 }] }\nname = "d-${x.n}"\ntags = ["t:${x.v}"]';
    assert.deepEqual(shown(plan(objects)), { 'd-a': ['t:1'], 'd-b': ['t:2'] });
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
    it(own, () => assert.deepEqual(shown(planOf(text(own))), { default: wanted }));
});

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
      assert.deepEqual(shown(plan), { default: tags });
      assert.deepEqual(shown(plan, 'args'), { default: args });
    });

  it('that are something else are not read', () => {
    for (const text of ['[]', '{"target": 1}', '{"target": {"default": "x"}}', '{"target": [[]]}', '{'])
      assert.equal(bakeFileOf(sourceFile('a.json', text)), undefined, text);
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
