import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixRounds } from './fix-rounds';
import { openProject } from './index';
import { sourceFile } from './text/source-file';
import { workspaceOf } from './workspace';

const PATH = '.github/workflows/release.yml';

function mended(text: string): { readonly text: string; readonly refused: readonly string[] } {
  const files = [sourceFile(PATH, text), sourceFile('Dockerfile', 'FROM scratch\n')];
  const project = openProject(workspaceOf(files, { complete: true }));
  const { changed, refused } = fixRounds(project, [PATH], () => true);
  return { text: changed.get(PATH)?.text ?? text, refused: refused.map(({ rule }) => rule) };
}

describe('fixRounds', () => {
  it('settles when an image is pushed before it is scanned and signed', () => {
    const { text } = mended(`on:
  push:
    branches: [main]
  pull_request:
jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      packages: write
    steps:
      - uses: actions/checkout@v6
      - uses: docker/build-push-action@v7
        with:
          push: true
          tags: ghcr.io/acme/app:1.4
`);
    const steps = text.split(/^ {6}- /m);
    for (const name of ['Log in to ghcr.io', 'Scan the image', 'Install cosign', 'Sign the image']) {
      const step = steps.find((one) => one.startsWith(`name: ${name}\n`));
      assert.match(step ?? '', /^ {8}if: \$\{\{ github\.event_name != 'pull_request' \}\}$/m, name);
    }
  });

  it('sets Buildx up once for two builds of a job, at the version and place that serve both', () => {
    const { text } = mended(`on:
  push:
    branches: [main]
jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      packages: write
    steps:
      - uses: docker/build-push-action@v7
        with:
          context: '{{defaultContext}}'
          load: true
          tags: acme/app:test
      - name: Set up Buildx
        uses: docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e # v4.3.0
      - uses: docker/build-push-action@v7
        with:
          context: '{{defaultContext}}'
          push: true
          tags: ghcr.io/acme/app:1.4
          cache-from: type=gha,scope=app
          cache-to: type=gha,mode=max,scope=app
`);
    const steps = text.split(/^ {6}- /m);
    const setUps = steps.filter((one) =>
      one.includes('docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e # v4.3.0'),
    );
    assert.equal(setUps.length, 1);
    assert.ok(steps.indexOf(setUps[0] ?? '') < steps.findIndex((one) => one.includes('docker/build-push-action@')));
  });

  it('logs in once for the push, its scan and what is stored beside the image', () => {
    const { text, refused } = mended(`on:
  push:
    branches: [main]
jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@v6
      - id: build
        uses: docker/build-push-action@v7
        with:
          push: false
          tags: ghcr.io/acme/app:1.4
      - uses: actions/attest@v4
        with:
          subject-name: ghcr.io/acme/app
          subject-digest: \${{ steps.build.outputs.digest }}
          push-to-registry: true
`);
    const uses = [...text.matchAll(/uses: ([\w/-]+)@/g)].map((match) => match[1]);
    assert.deepEqual(uses, [
      'actions/checkout',
      'docker/login-action',
      'docker/setup-buildx-action',
      'docker/build-push-action',
      'aquasecurity/trivy-action',
      'github/codeql-action/upload-sarif',
      'actions/attest',
    ]);
    const scopes = [
      'contents: read',
      'packages: write',
      'attestations: write',
      'id-token: write',
      'security-events: write',
    ];
    for (const scope of scopes) assert.equal(text.split(`      ${scope}\n`).length, 2, scope);
    assert.match(text, /^ {10}push: true$/m);
    assert.deepEqual(refused, []);
  });

  it('names no refusal of a fix that another one has made possible', () => {
    const { text, refused } = mended(`on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: docker build --tag ghcr.io/acme/app:1.4 .
      - run: trivy image ghcr.io/acme/app:1.4 || true
`);
    assert.match(
      text,
      /run: trivy image --exit-code 1 --severity CRITICAL,HIGH --ignore-unfixed ghcr\.io\/acme\/app:1\.4$/m,
    );
    assert.deepEqual(refused, []);
  });
});
