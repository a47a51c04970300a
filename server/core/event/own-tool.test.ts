import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analysisOf, openProject } from '../index';
import { sourceFile } from '../text/source-file';
import { workspaceOf } from '../workspace';

const PATH = '.github/workflows/a.yml';

/** The kinds of event and the tools of a script that runs in a checkout of a repository. */
function events(repository: string, script: string, checkout = '') {
  const text = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
${checkout}      - env:
          KO_DOCKER_REPO: quay.io/acme/test
        run: |
          ${script.replace(/\n/g, '\n          ')}
`;
  const workspace = workspaceOf([sourceFile(PATH, text)], { complete: true, facts: { repository } });
  const analysis = analysisOf(openProject(workspace), PATH);
  assert.ok(analysis);
  return analysis.sites
    .filter(({ kind }) => kind !== 'checkout')
    .map(({ kind, tool, events: [first] }) =>
      [kind, tool, ...(first?.kind === 'build' ? first.known.map(({ registry }) => registry) : [])].join(' '),
    );
}

describe('a program that its own repository runs from its sources', () => {
  it('is the program', () => {
    assert.deepEqual(
      events(
        'ko-build/ko',
        'echo $PASSWORD | go run ./ login -u me --password-stdin quay.io\ngo run . build --bare ./test',
      ),
      ['login ko login', 'build ko build quay.io'],
    );
    assert.deepEqual(events('sigstore/cosign', 'cd cmd\ngo run -v ./cosign sign quay.io/acme/app:1.4'), [
      'sign cosign sign',
    ]);
    assert.deepEqual(events('Anchore/Syft', 'go run ./cmd/syft quay.io/acme/app:1.4'), ['sbom syft']);
  });

  it('is another one in another repository, package or checkout', () => {
    assert.deepEqual(events('acme/ko', 'go run ./ build --bare ./test'), []);
    assert.deepEqual(events('ko-build/ko', 'go run ./test build --bare ./test'), []);
    assert.deepEqual(events('ko-build/ko', 'cd $DIRECTORY\ngo run ./ build --bare ./test'), []);
    const other = '        with:\n          repository: acme/other\n';
    assert.deepEqual(events('ko-build/ko', 'go run ./ build --bare ./test', other), []);
  });
});
