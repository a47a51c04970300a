import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProject } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { hover } from './hover';

const PATH = '.github/workflows/release.yml';
const RELEASE = `on:
  push:
    branches: [main]
    tags: ['v*']
permissions:
  contents: read
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/login-action@v4
        with:
          registry: ghcr.io
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - id: meta
        uses: docker/metadata-action@v6
        with:
          images: ghcr.io/acme/app
          tags: |
            type=ref,event=branch
            type=semver,pattern={{version}}
      # plimsoll: allow[unsigned-image] signed by hand
      - uses: docker/build-push-action@v7
        with:
          push: true
          tags: \${{ steps.meta.outputs.tags }}
`;

/** The text shown where the cursor stands, `<|>` in a piece of the workflow. */
function shown(piece: string, links = true): string | undefined {
  const at = RELEASE.indexOf(piece.replace('<|>', ''));
  assert.ok(at >= 0, piece);
  const project = openProject(workspaceOf([sourceFile(PATH, RELEASE)], { complete: true }));
  return hover(project, PATH, at + piece.indexOf('<|>'), links)?.markdown;
}

test('an action tells what it does, what it needs, how it fails, and what is wrong here', () => {
  const text = shown('docker/build<|>-push-action@v7') ?? '';
  assert.match(text, /^\*\*docker\/build-push-action\*\* v7\n/);
  assert.match(text, /- `packages: write` to push to ghcr\.io/);
  assert.match(text, /- The builder cannot export a cache \(F-017\)/);
  assert.match(
    text,
    /\*\*\[missing-packages-write\]\(command:plimsoll\.explainRule\?%5B%22missing-packages-write%22%5D\)\*\*/,
  );
});

test('a rule is a link only where the editor runs its command', () => {
  const text = shown('docker/build<|>-push-action@v7', false) ?? '';
  assert.match(text, /\*\*missing-packages-write\*\* /);
  assert.doesNotMatch(text, /command:/);
});

test('an input tells what it means', () => {
  assert.match(
    shown('pu<|>sh: true') ?? '',
    /^\*\*`push`\*\* of `docker\/build-push-action`\n\n.+\n\n_default `false`_$/,
  );
});

test('a reference tells its value and registry on each start', () => {
  const text = shown('tags: ${{ <|>steps.meta') ?? '';
  assert.match(text, /^\*\*Value by start\*\*/);
  assert.match(text, /- on push:default-branch:\n {2}- `ghcr\.io\/acme\/app:main` on ghcr\.io/);
  assert.match(text, /- on push:tag:\n {2}- `ghcr\.io\/acme\/app:\$\{\{ version \}\}` on ghcr\.io \(`version` is /);
});

test('tag rules are not taken for references', () => {
  assert.equal(shown('type=ref,<|>event=branch'), undefined);
});

test('a permission scope tells what it is for', () => {
  assert.match(shown('con<|>tents: read') ?? '', /^\*\*`contents`\*\* \(read, write, none\)/);
});

test('a rule named in a comment tells what it is about', () => {
  assert.match(shown('allow[unsigned<|>-image]') ?? '', /# unsigned-image/);
});

test('a place of which nothing is known says nothing, and neither does one outside', () => {
  assert.equal(shown('runs-on: ubuntu<|>-latest'), undefined);
  const project = openProject(workspaceOf([sourceFile(PATH, RELEASE)], { complete: true }));
  assert.equal(hover(project, PATH, RELEASE.length + 99, true), undefined);
  assert.equal(hover(project, 'nowhere.yml', 0, true), undefined);
});

test('a step that computes tags tells them by start, on its action and on its tags', () => {
  for (const place of ['docker/meta<|>data-action@v6', '  ta<|>gs: |'])
    assert.match(shown(place) ?? '', /\| A push to the default branch \| `main` \|/, place);
});
