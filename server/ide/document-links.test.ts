import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../../test/kit/navigation-repository';
import { documentLinks } from './document-links';

const RELEASE = '.github/workflows/release.yml';
const SHA = '1e6d2a1d3e0f8e0a7c1b5d4f3c2b1a0f9e8d7c6b';

const WORKFLOW = `on: push
jobs:
  call:
    uses: ./.github/workflows/called.yml
  gone:
    uses: ./.github/workflows/gone.yml
  elsewhere:
    uses: acme/ci/.github/workflows/scan.yml@v1
  build:
    runs-on: ubuntu-latest
    strategy:
      matrix: { flavor: [Dockerfile, docker/slim.Dockerfile] }
    container: ghcr.io/acme/ci:1
    steps:
      - uses: actions/checkout@v5
      - uses: github/codeql-action/upload-sarif@${SHA}
      - uses: ./tools/scan
      - uses: ./tools/image
      - uses: docker://ghcr.io/acme/lint:1
      - uses: docker/build-push-action@v6
        with:
          context: docker
          file: docker/slim.Dockerfile
      - uses: docker/build-push-action@v6
        with:
          file: docker/none.Dockerfile
      - uses: docker/build-push-action@v6
        with:
          file: \${{ matrix.flavor }}
      - uses: docker/bake-action@v6
        with:
          files: |
            ./docker-bake.hcl
            missing.hcl
            stack.yml
      - run: |
          docker build -t ghcr.io/acme/app -f "docker/slim.Dockerfile" .
          docker buildx bake --file docker-bake.hcl app
          docker compose -f stack.yml build
`;

const FILES = {
  [RELEASE]: WORKFLOW,
  '.github/workflows/called.yml': 'on: workflow_call\njobs: {}\n',
  'tools/scan/action.yaml': 'runs: { using: composite, steps: [] }\n',
  'tools/image/Dockerfile': 'FROM scratch\n',
  'docker/slim.Dockerfile': 'FROM alpine\n',
  Dockerfile: 'FROM alpine\n',
  'docker-bake.hcl': 'target "app" {}\n',
  'stack.yml': 'services: { app: { build: . } }\n',
};

test('links what is used, and the files that say how images are built', () => {
  const links = documentLinks(projectOf(FILES), RELEASE).map(({ span, target }) => [
    WORKFLOW.slice(span.start, span.end),
    'url' in target ? target.url : target.path,
  ]);
  assert.deepEqual(links, [
    ['./.github/workflows/called.yml', '.github/workflows/called.yml'],
    ['acme/ci/.github/workflows/scan.yml@v1', 'https://github.com/acme/ci/blob/v1/.github/workflows/scan.yml'],
    ['actions/checkout@v5', 'https://github.com/actions/checkout/tree/v5'],
    [`github/codeql-action/upload-sarif@${SHA}`, `https://github.com/github/codeql-action/tree/${SHA}/upload-sarif`],
    ['./tools/scan', 'tools/scan/action.yaml'],
    ['./tools/image', 'tools/image/Dockerfile'],
    ['docker/build-push-action@v6', 'https://github.com/docker/build-push-action/tree/v6'],
    ['docker/slim.Dockerfile', 'docker/slim.Dockerfile'],
    ['docker/build-push-action@v6', 'https://github.com/docker/build-push-action/tree/v6'],
    ['docker/build-push-action@v6', 'https://github.com/docker/build-push-action/tree/v6'],
    ['docker/bake-action@v6', 'https://github.com/docker/bake-action/tree/v6'],
    ['./docker-bake.hcl', 'docker-bake.hcl'],
    ['stack.yml', 'stack.yml'],
    ['"docker/slim.Dockerfile"', 'docker/slim.Dockerfile'],
    ['docker-bake.hcl', 'docker-bake.hcl'],
    ['stack.yml', 'stack.yml'],
  ]);
});

test('links nothing in what is no workflow or action', () => {
  assert.deepEqual(
    documentLinks(projectOf({ ...FILES, '.github/plimsoll.yml': 'rules: {}\n' }), '.github/plimsoll.yml'),
    [],
  );
  assert.deepEqual(documentLinks(projectOf(FILES), 'nowhere.yml'), []);
});
