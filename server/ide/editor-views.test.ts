import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProject, type Project } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { codeLenses } from './code-lens';
import { inlayHints } from './inlay-hints';
import { tagsPage } from './tags-preview';

const PATH = '.github/workflows/release.yml';
const CALLER = '.github/workflows/caller.yml';
const RELEASE = `on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_call:
permissions:
  contents: read
  packages: write
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - id: meta
        uses: docker/metadata-action@v6
        with:
          images: ghcr.io/acme/app
          tags: |
            type=ref,event=branch
            type=semver,pattern={{version}}
      - uses: docker/setup-buildx-action@v4
      - id: push
        uses: docker/build-push-action@v7
        with:
          push: true
          tags: \${{ steps.meta.outputs.tags }}
`;
const CALL = `on:
  schedule: [{ cron: '0 3 * * *' }]
jobs:
  call:
    uses: ./${PATH}
`;

function project(files: Readonly<Record<string, string>>): Project {
  return openProject(
    workspaceOf(
      Object.entries(files).map(([path, text]) => sourceFile(path, text)),
      { complete: true },
    ),
  );
}

const own = project({ [PATH]: RELEASE, [CALLER]: CALL });

test('a lens says what is published on which start, and what follows', () => {
  const lenses = codeLenses(own, PATH);
  assert.ok(lenses.length > 0);
  for (const { span } of lenses) assert.match(RELEASE.slice(span.start, span.end), /build-push-action/);
  const [first] = lenses;
  assert.match(first?.title ?? '', /^push to the default branch → ghcr\.io\/acme\/app:main · /);
  assert.match(first?.title ?? '', /scanned ✗ · signed ✗ · attested ✓$/);
});

test('a lens above a call says what the called workflow publishes there', () => {
  const [lens] = codeLenses(own, CALLER);
  assert.ok(lens !== undefined);
  assert.equal(CALL.slice(lens.span.start, lens.span.end), 'uses');
  assert.match(lens.title, /^schedule → ghcr\.io\/acme\/app/);
});

test('a scan that cannot be read is a question with its reason', () => {
  const text = `${RELEASE}      - uses: ./scan\n`;
  const [lens] = codeLenses(project({ [PATH]: text }), PATH);
  assert.match(lens?.title ?? '', /scanned \? \(.+\)/);
});

test('hints stand behind the entries of a metadata step and behind references', () => {
  const all = inlayHints(own, PATH, { start: 0, end: RELEASE.length });
  const labels = all.map(({ offset, label }) => [RELEASE.slice(0, offset).split('\n').at(-1)?.trim(), label]);
  assert.deepEqual(labels.map(([line]) => line).slice(0, 2), [
    'type=ref,event=branch',
    'type=semver,pattern={{version}}',
  ]);
  assert.match(labels[0]?.[1] ?? '', /^→ .*\bmain$/);
  assert.deepEqual(inlayHints(own, PATH, { start: 0, end: 10 }), []);
});

test('a reference that stays as it is written has no hint', () => {
  const hintsOf = (tag: string): readonly string[] => {
    const text = RELEASE.replace('${{ steps.meta.outputs.tags }}', `ghcr.io/acme/app:${tag}`);
    return inlayHints(project({ [PATH]: text }), PATH, { start: 0, end: text.length })
      .filter(({ offset }) => offset > text.indexOf('push: true'))
      .map(({ label }) => label);
  };
  assert.deepEqual(hintsOf('${{ github.run_id }}'), []);
  assert.match(hintsOf('${{ github.event_name }}').join(), /^→ ghcr\.io\/acme\/app:push/);
});

test('a file that computes no tags has no page of them, others one row per result', () => {
  assert.equal(tagsPage(own, CALLER), undefined);
  const page = tagsPage(own, PATH) ?? '';
  assert.match(page, /## meta \(job `release`\)/);
  assert.match(page, /\| A push to the default branch.* \| `main` \|/);
});
