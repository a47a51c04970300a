import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProject } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import type { Completion } from './completion';
import { completions } from './completions';

const PATH = '.github/workflows/release.yml';

/** A workflow whose last step is given; `<|>` is the cursor. */
const workflow = (step: string, permissions = '  contents: read'): string => `on: push
permissions:
${permissions}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - id: build
        uses: docker/build-push-action@v7
        with:
          push: true
          tags: ghcr.io/acme/app:1
${step}`;

function offered(marked: string): readonly Completion[] {
  const offset = marked.indexOf('<|>');
  assert.ok(offset >= 0);
  const text = marked.replace('<|>', '');
  return completions(openProject(workspaceOf([sourceFile(PATH, text)], { complete: true })), PATH, offset);
}

const labels = (marked: string): readonly string[] => offered(marked).map(({ label }) => label);

const metadata = (input: string): string =>
  workflow(`      - uses: docker/metadata-action@v6\n        with:\n          images: acme/app\n${input}\n`);
const build = (input: string): string =>
  workflow(`      - uses: docker/build-push-action@v7\n        with:\n          push: true\n${input}\n`);

const CASES: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['types of tags', metadata('          tags: |\n            <|>'), ['type=semver', 'type=ref'], ['pattern=']],
  ['a half-typed type', metadata('          tags: |\n            type=s<|>'), ['semver', 'sha'], ['type=semver']],
  [
    'attributes of a type',
    metadata('          tags: |\n            type=ref,<|>'),
    ['event=', 'enable='],
    ['pattern='],
  ],
  ['events', metadata('          tags: |\n            type=ref,event=<|>'), ['branch', 'tag', 'pr'], ['semver']],
  [
    'attributes not given yet',
    metadata('          tags: type=sha,format=long,<|>'),
    ['prefix='],
    ['format=', 'type=sha'],
  ],
  ['patterns', metadata('          tags: |\n            type=semver,pattern=<|>'), ['{{version}}'], []],
  ['flavor', metadata('          flavor: |\n            latest=<|>'), ['auto', 'true', 'false'], []],
  ['caches', build('          cache-to: type=gha,<|>'), ['mode=', 'scope='], ['ref=']],
  ['outputs', build('          outputs: type=image,push-by-digest=<|>'), ['true', 'false'], []],
  ['platforms', build('          platforms: linux/amd64,<|>'), ['linux/arm64'], ['linux/amd64']],
  ['provenance', build('          provenance: <|>'), ['mode=max', 'false'], []],
  ['inputs', build('          <|>'), ['cache-from', 'platforms'], ['push']],
  ['half-typed inputs', build('          pla<|>'), ['platforms'], ['push']],
  ['inputs of no action', workflow('      - run: make\n        with:\n          <|>\n'), [], ['push']],
  ['scopes', workflow('', '  contents: read\n  <|>'), ['packages', 'id-token'], []],
  ['levels', workflow('', '  packages: <|>'), ['read', 'write', 'none'], ['packages']],
  ['steps', workflow('      - run: cosign sign x@${{ steps.<|> }}\n'), ['build'], ['digest']],
  ['outputs of a step', workflow('      - run: cosign sign x@${{ steps.build.outputs.<|> }}\n'), ['digest'], ['build']],
];

for (const [name, text, there, absent] of CASES)
  test(`completes ${name}`, () => {
    const found = labels(text);
    for (const label of there) assert.ok(found.includes(label), `${label} in ${found.join()}`);
    for (const label of absent) assert.ok(!found.includes(label), label);
  });

test('what a step lacks here comes first, and only what was typed is replaced', () => {
  assert.equal(labels(workflow('      - run: x@${{ steps.build.outputs.<|> }}\n'))[0], 'digest');
  const text = build('          pla<|>');
  const found = offered(text).find(({ label }) => label === 'platforms');
  assert.ok(found !== undefined);
  assert.equal(text.slice(found.span.start, found.span.end), 'pla');
  assert.equal(found.text, 'platforms: ');
});

test('nothing is offered elsewhere', () => {
  assert.deepEqual(labels(workflow('      - run: make <|>\n')), []);
  assert.deepEqual(labels(`name: <|>\n${workflow('')}`), []);
});
