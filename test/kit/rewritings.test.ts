import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseYaml } from '../../server/core/yaml/parse';
import { dataOf } from './data';
import { rewritings } from './rewritings';

const workflow = `name: Release # of the app
on:
  push:
    tags: ["v*"]

jobs:
  # Builds for both platforms.
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5

      - name: Log in
        uses: docker/login-action@v3
        with: { registry: ghcr.io, username: acme }
      # The tags come from the script.
      - id: tags
        run: |
          if true; then
            echo "tag=1.4" >> "$GITHUB_OUTPUT"
          fi
        env:
          NAME: "ghcr.io/
            acme/app"
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
            ghcr.io/acme/app:latest
            ghcr.io/acme/app:\${{ steps.tags.outputs.tag }}
          platforms: linux/amd64,
            linux/arm64
  sign:
    needs: [build]
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    strategy:
      matrix:
        image:
        - ghcr.io/acme/app
        - ghcr.io/acme/tools
    steps:
    - run: cosign sign --yes \${{ matrix.image }}
`;

describe('rewritings', () => {
  for (const { name, rewrite } of rewritings) {
    it(`${name} changes the text and not what it says`, () => {
      const rewritten = rewrite(workflow);
      assert.ok(rewritten !== undefined && rewritten !== workflow);
      assert.deepEqual(parseYaml(rewritten).problems, []);
      assert.deepEqual(dataOf(parseYaml(rewritten).root), dataOf(parseYaml(workflow).root));
    });
  }

  it('really reverse the jobs, with their comments', () => {
    const rewritten = rewritings.find(({ name }) => name === 'jobs in reverse order')?.rewrite(workflow) ?? '';
    assert.ok(rewritten.indexOf('  sign:') < rewritten.indexOf('  # Builds for both platforms.\n  build:'));
  });

  it('leave anchors in their order', () => {
    const anchored = 'jobs:\n  a: &a\n    runs-on: x\n  b: *a\n';
    assert.equal(rewritings.find(({ name }) => name === 'jobs in reverse order')?.rewrite(anchored), undefined);
  });
});
