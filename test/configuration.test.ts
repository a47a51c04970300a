import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { lint, openProject } from '../server/core/index';
import { allowKeys } from '../server/core/lint/config-allow';
import { assumeKeys, configKeys } from '../server/core/lint/config-file';
import { controlRules, controls } from '../server/core/lint/controls';
import { positionAt } from '../server/core/text/line-index';
import { sourceFile } from '../server/core/text/source-file';
import { workspaceOf } from '../server/core/workspace';
import schema from '../server/data/config.schema.json';
import { PUBLISHING, RELEASE } from './kit/publishing-workflow';
import { root } from './kit/root';

const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const blocks = [...page.matchAll(/^```yaml( mistake)?\n([\s\S]*?)^```$/gm)].map(([, mistake, text = '']) => ({
  mistake: mistake !== undefined,
  text,
}));

function project(config: string, workflow = PUBLISHING) {
  const files = [sourceFile('.github/plimsoll.yml', config), sourceFile(RELEASE, workflow)];
  return openProject(workspaceOf(files, { complete: true }));
}

const severities = (config: string, workflow?: string) =>
  new Map(lint(project(config, workflow), RELEASE)?.findings.map(({ rule, severity }) => [rule, severity]));

/** What the marks of an example say: line, column and message of each. */
function marked(text: string): readonly string[] {
  let line = 0;
  return text.split('\n').flatMap((one, index) => {
    const mark = /^#( +)(\^+) (.*)$/.exec(one);
    if (mark === null) {
      line = index;
      return [];
    }
    return [`${line}:${(mark[1] ?? '').length + 1} ${mark[3] ?? ''}`];
  });
}

function said(text: string): readonly string[] {
  return project(text).configProblems.map(({ path, span, message }) => {
    assert.equal(path, '.github/plimsoll.yml');
    const { line, column } = positionAt(sourceFile(path, text).lines, span.start);
    return `${line}:${column} ${message}`;
  });
}

describe('docs/configuration.md', () => {
  it('holds examples and mistakes', () => {
    assert.ok(blocks.filter(({ mistake }) => mistake).length >= 3);
    assert.ok(blocks.filter(({ mistake }) => !mistake).length >= 5);
  });

  for (const { mistake, text } of blocks) {
    const [first = ''] = text.split('\n');
    if (mistake)
      it(`what is said of \`${first}\` is said`, () =>
        assert.deepEqual([...said(text)].sort(), [...marked(text)].sort()));
    else it(`\`${first}\` is understood`, () => assert.deepEqual(said(text), []));
  }

  it('names every key', () => {
    for (const key of [...configKeys, ...assumeKeys, ...allowKeys, ...controls])
      assert.match(page, new RegExp(`\\b${key}\\b`), key);
    for (const control of controls)
      assert.ok(page.includes(`| \`${control}\` | \`${controlRules[control]}\``), control);
  });

  it('and the schema know the same keys', () => {
    assert.deepEqual(Object.keys(schema.properties), [...configKeys]);
    assert.deepEqual(Object.keys(schema.properties.assume.properties), [...assumeKeys]);
    assert.deepEqual(Object.keys(schema.properties.allow.items.properties), [...allowKeys]);
    assert.deepEqual(schema.properties.require.items.enum, controls);
    for (const control of controls) assert.ok(controlRules[control] in schema.properties.rules.properties, control);
  });
});

describe('the configuration of a repository', () => {
  it('makes what it requires an error, in every profile', () => {
    assert.equal(severities('').get('missing-image-scan'), 'warning');
    const required = severities('require: [scan, sbom, signature]\n');
    for (const control of ['scan', 'sbom', 'signature'] as const)
      assert.equal(required.get(controlRules[control]), 'error');
    assert.notEqual(severities('require: [sbom]\n').get('missing-image-scan'), 'error');
  });

  it('silences rules in files, and only there', () => {
    const allow = (path: string) =>
      `allow: [{ rule: missing-image-scan, path: "${path}", reason: scanned elsewhere }]\n`;
    assert.equal(severities(allow(RELEASE)).has('missing-image-scan'), false);
    assert.equal(severities(allow('.github/**')).has('missing-image-scan'), false);
    assert.equal(severities(allow('tools/**')).has('missing-image-scan'), true);
    assert.equal(severities(allow(RELEASE)).has('missing-packages-write'), true);
  });

  it('answers what the files cannot say', () => {
    assert.equal(severities('assume: { scannedBy: the registry }\n').has('missing-image-scan'), false);
    assert.equal(severities('assume: { signedBy: the release team }\n').has('unsigned-image'), false);
    const withoutLogin = PUBLISHING.replace(/ {6}- uses: docker\/login[\s\S]*?(?= {6}- uses: docker\/build)/, '');
    assert.equal(severities('', withoutLogin).has('push-without-login'), true);
    assert.equal(severities('assume: { login: [ghcr.io] }\n', withoutLogin).has('push-without-login'), false);
  });
});

describe('comments of other linters', () => {
  const publish = '      - uses: docker/build-push-action@v7';
  const within = (comment: string) =>
    lint(project('', PUBLISHING.replace(publish, `${publish} ${comment}`)), RELEASE)?.findings ?? [];

  it('silence nothing', () => {
    for (const comment of ['# zizmor: ignore[missing-packages-write]', '# nosec', '# noqa: missing-packages-write'])
      assert.ok(
        within(comment).some(({ rule }) => rule === 'missing-packages-write'),
        comment,
      );
  });

  it('are not understood when they address us in their own way', () => {
    for (const comment of [
      '# plimsoll: ignore[missing-packages-write]',
      '# plimsoll: allow missing-packages-write',
      '# plimsoll: disable',
    ]) {
      const rules = within(comment).map(({ rule }) => rule);
      assert.ok(rules.includes('suppression-invalid') && rules.includes('missing-packages-write'), comment);
    }
    const unknown = within('# plimsoll: allow[unpinned-uses] pinned by a bot');
    assert.ok(
      unknown.some(({ rule, message }) => rule === 'suppression-invalid' && message.includes('`unpinned-uses`')),
    );
  });
});
