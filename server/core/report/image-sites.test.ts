import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, openProject } from '../index';
import { sourceFile } from '../text/source-file';
import { workspaceOf } from '../workspace';
import { workflowImages } from './images-json';

const PATH = '.github/workflows/release.yml';

function images(steps: string) {
  const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps.replace(/^/gm, '      ')}\n`;
  const files = [sourceFile(PATH, text), sourceFile('docker-bake.hcl', 'target "app-a" {}')];
  const analysis = analysisOf(openProject(workspaceOf(files, { complete: true })), PATH);
  assert.ok(analysis);
  return JSON.parse(JSON.stringify(workflowImages(analysis, [analysis])));
}

test('a bake that only prints builds nothing, and an exporter set for all targets names what they are pushed as', () => {
  const { builds } = images(`- run: docker buildx bake --print
- uses: docker/bake-action@v6
  with:
    targets: app-\${{ inputs.variant }}
    set: |
      *.tags=
      *.output=type=image,name=acme/app,push-by-digest=true,name-canonical=true,push=true`);
  assert.equal(builds.length, 1);
  assert.equal(builds[0].push, 'always');
  assert.deepEqual(builds[0].repositories, ['acme/app']);
});

test("a cloud's own helper has the identity that the run has taken", () => {
  const { logins } = images(`- uses: google-github-actions/auth@v3
  with:
    workload_identity_provider: projects/1/providers/ci
- run: gcloud auth configure-docker --quiet`);
  assert.equal(logins.length, 1);
  assert.equal(logins[0].registry, 'gcr.io');
  assert.equal(logins[0].password, 'OIDC');
});
