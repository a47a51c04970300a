import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PUBLISHING, RELEASE } from '../../test/kit/publishing-workflow';
import { lint, openProject, type Project } from '../core/index';
import { applyEdits } from '../core/text/edit';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { codeActions } from './code-actions';

const CONFIG = '.github/plimsoll.yml';

/** Something is said of the login, which publishes nothing. */
const WRONG_LOGIN = PUBLISHING.replace('registry: ghcr.io', 'registry: quay.io');

function project(text: string, more: Readonly<Record<string, string>> = {}): Project {
  const files = Object.entries({ Dockerfile: 'FROM scratch\n', ...more, [RELEASE]: text }).map(([path, own]) =>
    sourceFile(path, own),
  );
  return openProject(workspaceOf(files, { complete: true }));
}

function placeOf(text: string, found: string) {
  const start = text.indexOf(found);
  return { start, end: start + found.length };
}

const titles = (text: string, found: string, more: Readonly<Record<string, string>> = {}): readonly string[] =>
  codeActions(project(text, more), RELEASE, placeOf(text, found)).map(({ title }) => title);

describe('code actions', () => {
  it('mend before they silence, silence before they explain, and the worst comes first', () => {
    const found = titles(PUBLISHING, 'docker/build-push-action@v7');
    const allows = found.findIndex((title) => title.startsWith('Allow '));
    const explains = found.findIndex((title) => title.startsWith('Explain '));
    assert.ok(0 < allows && allows < explains);
    assert.ok(found.slice(allows, explains).every((title) => /^(Allow|Switch|Show) /.test(title)));
    assert.match(found[0] ?? '', /packages: write/);
    assert.equal(found[allows], 'Allow `missing-packages-write` here');
  });

  it('are offered where the cursor stands at an edge, and not beside', () => {
    const at = placeOf(PUBLISHING, 'docker/build-push-action@v7');
    const own = project(PUBLISHING);
    const offered = (offset: number): boolean => codeActions(own, RELEASE, { start: offset, end: offset }).length > 0;
    assert.deepEqual([at.start - 1, at.start, at.end, at.end + 1].map(offered), [false, true, true, false]);
    assert.deepEqual(titles(PUBLISHING, 'actions/checkout'), []);
    assert.deepEqual(codeActions(own, '.github/workflows/other.yml', at), []);
  });

  it('leave out a fix that refuses, and keep the rest', () => {
    // A block that other jobs share through an anchor is not for a fix to change.
    const text = PUBLISHING.replace('permissions:\n  contents: read\n', '').replace(
      '    runs-on: ubuntu-latest\n',
      '    runs-on: ubuntu-latest\n    permissions: &least\n      contents: read\n',
    );
    const shared = `${text}  other:\n    runs-on: ubuntu-latest\n    permissions: *least\n    steps:\n      - run: make\n`;
    assert.ok(titles(text, 'docker/build-push').some((title) => title.includes('packages: write')));
    const found = titles(shared, 'docker/build-push');
    assert.ok(!found.some((title) => /^(?!Allow|Switch|Explain).*packages: write/.test(title)), found.join());
    assert.ok(found.includes('Explain `missing-packages-write`'));
  });

  const forms: readonly (readonly [string, (text: string) => string])[] = [
    ['a file', (text) => text],
    ['a file that begins with a byte order mark', (text) => `\uFEFF${text}`],
    ['a file with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['a file with both', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
  ];
  for (const [says, form] of forms)
    it(`that silence do silence, for every finding of ${says}`, () => {
      const text = form(PUBLISHING);
      const own = project(text);
      for (const finding of lint(own, RELEASE)?.findings ?? [])
        for (const kind of ['allowHere', 'allowInFile'] as const) {
          const action = codeActions(own, RELEASE, finding.span).find(
            (one) => one.kind === kind && one.finding.rule === finding.rule,
          );
          assert.ok(action !== undefined && 'edits' in action);
          const after = applyEdits(text, action.edits.get(RELEASE) ?? []);
          assert.ok(typeof after === 'string');
          assert.equal(form(after.replace('\uFEFF', '').replaceAll('\r\n', '\n')), after, finding.rule);
          const left = lint(project(after), RELEASE)?.findings ?? [];
          const about = left.filter(({ rule }) => rule === finding.rule || rule.startsWith('suppression-'));
          // The word in the place of the reason is for the user to replace.
          assert.deepEqual(
            about.map(({ rule }) => rule),
            ['suppression-without-reason'],
            finding.rule,
          );
          const explained = after.replace(/(plimsoll: allow\[.*\]) reason/, '$1 the base image is scanned every night');
          assert.notEqual(explained, after);
          const rest = lint(project(explained), RELEASE)?.findings ?? [];
          assert.ok(!rest.some(({ rule }) => rule === finding.rule || rule.startsWith('suppression-')), finding.rule);
        }
    });

  it('switch a rule off in the configuration that is there, or in a new one', () => {
    const at = placeOf(PUBLISHING, 'docker/build-push-action@v7');
    const offered = (more: Readonly<Record<string, string>>) =>
      codeActions(project(PUBLISHING, more), RELEASE, at).find(
        ({ title }) => title === 'Switch `missing-packages-write` off in .github/plimsoll.yml',
      );
    const silent = (config: string): boolean =>
      !lint(project(PUBLISHING, { [CONFIG]: config }), RELEASE)?.findings.some(
        ({ rule }) => rule === 'missing-packages-write',
      );
    const fresh = offered({});
    assert.ok(fresh?.kind === 'switchOffInNewFile');
    assert.equal(fresh.path, CONFIG);
    assert.ok(silent(fresh.text));
    const config = 'rules:\n  unsigned-image: info\n';
    const added = offered({ [CONFIG]: config });
    assert.ok(added?.kind === 'switchOff');
    const after = applyEdits(config, added.edits.get(CONFIG) ?? []);
    assert.ok(typeof after === 'string' && silent(after) && !silent(config));
    // Where nobody knows whether there is a configuration, none is made.
    const unknown = openProject(workspaceOf([sourceFile(RELEASE, PUBLISHING)], { complete: false }));
    assert.ok(codeActions(unknown, RELEASE, at).every(({ title }) => !title.startsWith('Switch ')));
  });

  it('show the path of an image once, where a step publishes it', () => {
    const shows = (found: string): number =>
      titles(PUBLISHING, found).filter((title) => title === 'Show the image’s path').length;
    assert.equal(shows('docker/build-push-action@v7'), 1);
    assert.equal(titles(WRONG_LOGIN, 'quay.io').filter((title) => title.startsWith('Show ')).length, 0);
    assert.ok(titles(WRONG_LOGIN, 'quay.io').length > 0);
  });
});
