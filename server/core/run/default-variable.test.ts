import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analysisOf, openProject } from '../index';
import { sourceFile } from '../text/source-file';
import { show } from '../value/text';
import { workspaceOf } from '../workspace';

const PATH = '.github/workflows/a.yml';
const BAKE = `variable "CI" {
  default = false
}
target "default" {
  tags = ["acme/app"]
  platforms = CI ? ["linux/amd64", "linux/arm64"] : ["linux/amd64"]
}
`;

/** What is pushed by the steps of a job. */
function pushed(...steps: readonly string[]) {
  const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`;
  const files = [sourceFile(PATH, text), sourceFile('docker-bake.hcl', BAKE)];
  const analysis = analysisOf(openProject(workspaceOf(files, { complete: true })), PATH);
  assert.ok(analysis);
  return analysis.sites.flatMap(({ events: [event] }) =>
    event?.kind === 'push' && event.reached !== false
      ? event.known.map(({ name }) => show(name))
      : event?.kind === 'build'
        ? [event.platforms?.value.kind === 'known' ? event.platforms.value.value : event.platforms]
        : [],
  );
}

describe('variables that every runner sets', () => {
  const script = (name: string) =>
    `run: if [ "$${name}" = true ]; then docker push acme/here; else docker push acme/elsewhere; fi`;

  it('say that the script runs in GitHub Actions', () => {
    assert.deepEqual(pushed(script('GITHUB_ACTIONS')), ['docker.io/acme/here']);
    assert.deepEqual(pushed(script('CI')), ['docker.io/acme/here']);
  });

  it('are read by bake files', () => {
    assert.deepEqual(pushed('uses: actions/checkout@v7', 'run: docker buildx bake --push'), [
      'linux/amd64\nlinux/arm64',
    ]);
  });

  it('may be set otherwise where they can be overwritten', () => {
    assert.deepEqual(pushed('env: {CI: no}\n        '.concat(script('CI'))), ['docker.io/acme/elsewhere']);
    assert.deepEqual(pushed('run: cat settings >> "$GITHUB_ENV"', script('CI')), [
      'docker.io/acme/here',
      'docker.io/acme/elsewhere',
    ]);
    assert.deepEqual(pushed('run: cat settings >> "$GITHUB_ENV"', script('GITHUB_ACTIONS')), ['docker.io/acme/here']);
  });
});
