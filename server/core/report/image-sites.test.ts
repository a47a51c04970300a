import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, openProject } from '../index';
import { sourceFile } from '../text/source-file';
import { workspaceOf } from '../workspace';
import { workflowImages } from './images-json';

const PATH = '.github/workflows/release.yml';

function images(steps: string, more = '') {
  const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n${more}    steps:\n${steps.replace(/^/gm, '      ')}\n`;
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

test("what has no name goes to the job's own registry, unless the job logs in to another", () => {
  const service = '    services: {registry: {image: "registry:2", ports: ["5000:5000"]}}\n';
  const build = `- uses: docker/build-push-action@v7
  with:
    push: true
    tags: \${{ steps.tags.outputs.all }}`;
  assert.equal(images(build, service).publishes, false);
  assert.equal(images(`- uses: docker/login-action@v4\n${build}`, service).publishes, true);
});
