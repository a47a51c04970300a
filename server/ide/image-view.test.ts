import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProject } from '../core/index';
import { applyEdits, isRefusal } from '../core/text/edit';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { imageView, repair } from './image-view';

const PATH = '.github/workflows/release.yml';
const RELEASE = `on:
  push:
    tags: ['v*']
permissions:
  contents: read
  packages: write
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/login-action@v4
        with:
          registry: ghcr.io
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - uses: docker/build-push-action@v7
        with:
          push: true
          tags: ghcr.io/acme/app:1.4
`;

const project = openProject(workspaceOf([sourceFile(PATH, RELEASE)], { complete: true }));

test('each gap that can be mended is a button, and pressing it mends it', () => {
  const svg = imageView(project, PATH, 1200);
  const buttons = [...svg.matchAll(/data-rule="([^"]+)" data-path="([^"]+)" data-offset="(\d+)"/g)];
  assert.deepEqual(
    buttons.map(([, rule]) => rule),
    ['missing-image-scan', 'missing-sbom', 'unsigned-image'],
  );
  for (const [, rule = '', path = '', offset] of buttons) {
    const edits = repair(project, path, rule, Number(offset));
    assert.ok(!isRefusal(edits), rule);
    const text = applyEdits(RELEASE, edits.get(PATH) ?? []);
    assert.ok(typeof text === 'string');
    const mended = openProject(workspaceOf([sourceFile(PATH, text)], { complete: true }));
    assert.ok(!imageView(mended, PATH, 1200).includes(`data-rule="${rule}"`), rule);
  }
});

test('each stage can be reached by keyboard, in its order, and says what it is', () => {
  const presses = [...imageView(project, PATH, 1300).matchAll(/tabindex="0"[^>]* aria-label="([^"]+)"/g)];
  assert.deepEqual(
    presses.map(([, label = '']) => label.replace(/[:.,].*/, '')),
    ['ghcr', 'built', 'pushed', 'not scanned', 'no SBOM', 'not signed', 'provenance'],
  );
});

test('what a button does is written out in two lines', () => {
  const lines = [...imageView(project, PATH, 1300).matchAll(/<text class="offer"[^>]*>([^<]*)</g)].map(
    ([, text]) => text,
  );
  assert.ok(lines.length > 3);
  assert.deepEqual(lines.slice(-2), ['Sign the pushed digest', 'with cosign']);
});

test('stages that do not fit stand in rows below', () => {
  const tops = (width: number): number =>
    new Set(
      [...imageView(project, PATH, width).matchAll(/<rect class="node [^"]*" x="\d+" y="(\d+)"/g)].map(([, y]) => y),
    ).size;
  assert.equal(tops(1300), 1);
  assert.equal(tops(600), 2);
  assert.equal(tops(100), 6);
});

test('a repair of a place that changed says so', () => {
  assert.deepEqual(repair(project, PATH, 'unsigned-image', 3), {
    refused: 'this place has changed; look at it again',
  });
});

test('a file that is not there has no images', () => {
  assert.match(imageView(project, 'nowhere.yml', 600), /No image is published here/);
});
