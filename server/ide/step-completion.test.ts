import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, lint, openProject } from '../core/index';
import { applyEdits } from '../core/text/edit';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { parseYaml } from '../core/yaml/parse';
import type { Completion } from './completion';
import { completions } from './completions';

const PATH = '.github/workflows/release.yml';

const HEAD = `on:
  push:
    branches: [main]
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      packages: write
      id-token: write
      attestations: write
      security-events: write
    steps:
      - uses: actions/checkout@v6
      - uses: docker/login-action@v4
        with:
          registry: ghcr.io
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - id: push
        uses: docker/build-push-action@v7
        with:
          push: true
          tags: ghcr.io/acme/app:main
`;

const project = (text: string, path = PATH) =>
  openProject(workspaceOf([sourceFile(path, text), sourceFile('Dockerfile', 'FROM scratch\n')], { complete: true }));

function offered(marked: string, path = PATH): readonly Completion[] {
  const offset = marked.indexOf('<|>');
  assert.ok(offset >= 0);
  return completions(project(marked.replace('<|>', ''), path), path, offset);
}

const snippets = (marked: string): readonly string[] =>
  offered(marked)
    .filter(({ kind }) => kind === 'snippet')
    .map(({ label }) => label);

/** The text with the completion of that label taken. */
function taken(marked: string, label: string): string {
  const found = offered(marked).find((one) => one.label === label);
  assert.ok(found !== undefined, `${label} is not offered`);
  const text = applyEdits(marked.replace('<|>', ''), [{ span: found.span, text: found.text }]);
  assert.ok(typeof text === 'string');
  return text;
}

const findings = (text: string): readonly Finding[] => lint(project(text), PATH)?.findings ?? [];
const rules = (text: string): readonly string[] => findings(text).map(({ rule }) => rule);

describe('whole steps', () => {
  const all = snippets(`${HEAD}      - <|>\n`);

  it('are offered where a step can begin', () => {
    assert.equal(all.length, 11);
    for (const place of [
      `${HEAD}      - s<|>\n`,
      `${HEAD}      <|>\n`,
      `${HEAD}      si<|>\n`,
      `${HEAD}      -   <|>`,
      HEAD.replace('      - id: push', '      - <|>\n      - id: push'),
      `${HEAD.slice(0, HEAD.indexOf('      - uses'))}      - <|>\n`,
    ])
      assert.equal(snippets(place).length, 11, place);
  });

  it('are not offered elsewhere', () => {
    for (const place of [
      `${HEAD}        <|>\n`,
      `${HEAD}    <|>\n`,
      `${HEAD}      - run: |\n          - <|>\n`,
      `${HEAD}      - <|>uses: actions/cache@v5\n`,
      HEAD.replace('branches: [main]', 'branches:\n      - <|>'),
    ])
      assert.deepEqual(snippets(place), [], place);
  });

  it('that a finding asks for come first', () => {
    assert.equal(all[0], 'Scan the image with Trivy and upload the result');
    const signed = taken(`${HEAD}      - <|>\n`, 'Sign the image with cosign');
    assert.notEqual(snippets(`${signed}      - <|>\n`)[0], 'Sign the image with cosign');
  });

  for (const label of all)
    it(`${label}: is valid, and brings no finding of its own`, () => {
      const before = new Set(rules(HEAD));
      for (const place of ['      - <|>\n', '      <|>\n', '      -   x<|>\n']) {
        const text = taken(`${HEAD}${place}`, label);
        assert.deepEqual(parseYaml(text).problems, []);
        assert.doesNotMatch(text, /[\uE000\uE001]/);
        // A second push of the same image would be the merge's; the words in the slots name images that nobody pushes here.
        const brought = findings(text).filter(
          ({ rule, severity, span }) =>
            span.start >= HEAD.length && !before.has(rule) && (severity === 'error' || severity === 'warning'),
        );
        assert.deepEqual(
          brought.map(({ rule, message }) => `${rule}: ${message}`),
          [],
        );
      }
    });

  for (const [label, rule] of [
    ['Scan the image with Trivy and upload the result', 'missing-image-scan'],
    ['Make an SBOM of the image and attest it', 'missing-sbom'],
    ['Sign the image with cosign', 'unsigned-image'],
  ] as const)
    it(`${label}: answers ${rule}`, () => {
      assert.ok(rules(HEAD).includes(rule));
      assert.ok(!rules(taken(`${HEAD}      - <|>\n`, label)).includes(rule));
    });

  it('answer a push without a login', () => {
    const start = HEAD.indexOf('      - uses: docker/login-action');
    const text = `${HEAD.slice(0, start)}      - <|>\n${HEAD.slice(HEAD.indexOf('      - id: push'))}`;
    assert.ok(rules(text.replace('      - <|>\n', '')).includes('push-without-login'));
    assert.ok(!rules(taken(text, 'Log in to ghcr.io')).includes('push-without-login'));
  });

  it('speak of the image pushed before, by its digest and under its condition', () => {
    const guarded = HEAD.replace('push: true', "push: ${{ github.ref == 'refs/heads/main' }}");
    const text = taken(`${guarded}      - <|>\n`, 'Sign the image with cosign');
    assert.match(text, /IMAGE: ghcr\.io\/acme\/app@\$\{\{ steps\.push\.outputs\.digest \}\}/);
    assert.match(text, /if: \$\{\{ github\.ref == 'refs\/heads\/main' \}\}/);
  });

  it('keep uploads of a matrix apart, as the quick-fix does', () => {
    const matrix = HEAD.replace(
      '    runs-on: ubuntu-latest\n',
      '    strategy:\n      matrix:\n        base: [alpine, debian]\n    runs-on: ubuntu-latest\n',
    ).replace('app:main', 'app:${{ matrix.base }}');
    const text = taken(`${matrix}      - <|>\n`, 'Scan the image with Trivy and upload the result');
    assert.match(text, /category: trivy-release-\$\{\{ strategy\.job-index \}\}$/m);
  });

  it('leave open what nobody knows', () => {
    const [found] = offered(`${HEAD.slice(0, HEAD.indexOf('      - id: push'))}      - <|>\n`).filter(
      ({ label }) => label === 'Sign the image with cosign',
    );
    assert.match(found?.text ?? '', /IMAGE: ghcr\.io\/owner\/image@\$\{\{ steps\.build\.outputs\.digest \}\}/);
    assert.match(found?.snippet?.text ?? '', /\$\{1:ghcr\.io\/owner\/image\}@\\\$\{\{ steps\.\$\{2:build\}\.outputs/);
  });

  it('pin as the file does, and keep its versions, nesting and line ends', () => {
    const tag = taken(`${HEAD}      - <|>\n`, 'Log in to ghcr.io');
    assert.equal(tag.match(/docker\/login-action@v4/g)?.length, 2);
    const sha = '0123456789abcdef0123456789abcdef01234567';
    const pinned = HEAD.replace('checkout@v6', `checkout@${sha} # v6`).replace(
      'build-push-action@v7',
      `build-push-action@${sha} # v7`,
    );
    const scanned = taken(`${pinned}      - <|>\n`, 'Scan the image with Trivy and upload the result');
    assert.match(scanned, /trivy-action@[0-9a-f]{40} # v?\d/);
    const windows = taken(`${HEAD}      - <|>\n`.replaceAll('\n', '\r\n'), 'Log in to ghcr.io');
    assert.doesNotMatch(windows, /[^\r]\n/);
    const wide = HEAD.replace(/^ {10}(?=\S)/gm, '            ');
    assert.match(taken(`${wide}      - <|>\n`, 'Log in to Docker Hub'), /\n {12}username: /);
  });

  it('of a platform and of the merge belong together', () => {
    const leg = HEAD.replace(
      '    runs-on',
      '    strategy:\n      matrix:\n        platform: [linux/amd64, linux/arm64]\n    runs-on',
    ).replace(
      '          push: true\n          tags: ghcr.io/acme/app:main\n',
      '          platforms: ${{ matrix.platform }}\n          outputs: type=image,name=ghcr.io/acme/app,push-by-digest=true,name-canonical=true,push=true\n',
    );
    assert.ok(rules(leg).includes('push-by-digest-not-merged'));
    const handed = taken(`${leg}      - <|>\n`, 'Hand the digest of one platform over to a merging job');
    const merging = `${handed}  merge:\n    needs: release\n    runs-on: ubuntu-latest\n    permissions:\n      packages: write\n    steps:\n      - <|>\n`;
    const merged = taken(merging, 'Merge the platforms into one image');
    assert.ok(!rules(merged).includes('push-by-digest-not-merged'));
  });

  it('in composite actions are those that need no shell', () => {
    const action = 'name: Publish\ndescription: Publishes.\nruns:\n  using: composite\n  steps:\n    - <|>\n';
    const labels = offered(action, 'action.yml').map(({ label }) => label);
    assert.ok(labels.includes('Log in to ghcr.io') && !labels.includes('Sign the image with cosign'));
  });
});
