import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, openProject } from '../index';
import { sourceFile } from '../text/source-file';
import { workspaceOf } from '../workspace';
import { imageWays } from './image-way';
import { workflowImages } from './images-json';

const PATH = '.github/workflows/release.yml';

/** Push, repositories and references of what mr-smithers-excellent/docker-build-push builds with some inputs. */
function built(inputs: string): readonly unknown[] {
  const text = `on: {push: {branches: [main]}}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: mr-smithers-excellent/docker-build-push@v6
        with: {${inputs}}
`;
  const analysis = analysisOf(openProject(workspaceOf([sourceFile(PATH, text)], { complete: true })), PATH);
  assert.ok(analysis);
  const [build] = workflowImages(analysis, [analysis]).builds as readonly Readonly<Record<string, unknown>>[];
  return [
    build?.['push'],
    build?.['repositories'],
    imageWays(analysis).flatMap(({ references }) => references.map((one) => one.text)),
  ];
}

test('docker-build-push puts the owner before the name on the registries of GitHub alone', () => {
  const owner = '${{ lower(github.repository_owner) }}';
  assert.deepEqual(built('image: web, registry: ghcr.io, tags: "1, 2"'), [
    'always',
    [`ghcr.io/${owner}/web`],
    [`ghcr.io/${owner}/web:1, ghcr.io/${owner}/web:2`],
  ]);
  assert.deepEqual(built('image: web, registry: ghcr.io, githubOrg: Acme, tags: 1'), [
    'always',
    ['ghcr.io/acme/web'],
    ['ghcr.io/acme/web:1'],
  ]);
  assert.deepEqual(built('image: acme/web, registry: quay.io, tags: 1'), [
    'always',
    ['quay.io/acme/web'],
    ['quay.io/acme/web:1'],
  ]);
});

test('it makes a tag where it is given none, and pushes unless it is told not to', () => {
  const made = 'quay.io/acme/web:${{ tag }}';
  assert.deepEqual(built('image: acme/web, registry: quay.io')[2], [made]);
  assert.deepEqual(built('image: acme/web, registry: quay.io, addLatest: true')[2], [
    `${made}, quay.io/acme/web:latest`,
  ]);
  assert.deepEqual(built('image: acme/web, registry: quay.io, pushImage: false'), ['never', [], []]);
});
