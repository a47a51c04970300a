import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PUBLISHING, RELEASE } from '../../test/kit/publishing-workflow';
import { lint, openProject, type Project } from '../core/index';
import { applyEdits } from '../core/text/edit';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { rewrites } from './rewrites';

const SAFELY = 'Make this workflow publish safely';
const ALL = 'Fix all Plimsoll findings in this file that have a fix';

function project(text: string, path = RELEASE): Project {
  return openProject(workspaceOf([sourceFile(path, text)], { complete: true }));
}

function titles(text: string, found?: string): readonly string[] {
  const start = text.indexOf(found ?? '');
  const range = found === undefined ? undefined : { start, end: start + found.length };
  return rewrites(project(text), RELEASE, range).map(({ title }) => title);
}

/** The file as a rewrite leaves it. */
function after(text: string, title: string): string {
  const found = rewrites(project(text), RELEASE).find((one) => one.title === title);
  const result = applyEdits(text, found?.edits.get(RELEASE) ?? []);
  assert.ok(typeof result === 'string');
  return result;
}

test('rewrites are offered at what publishes and at findings, or anywhere by name', () => {
  assert.deepEqual(titles(PUBLISHING), [SAFELY, ALL]);
  assert.deepEqual(titles(PUBLISHING, 'push: true'), [SAFELY, ALL]);
  assert.deepEqual(titles(PUBLISHING, 'actions/checkout'), []);
});

test('fixing all leaves no finding with a fix', () => {
  const text = after(PUBLISHING, ALL);
  const left = lint(project(text), RELEASE)?.findings.filter(({ fix }) => fix !== undefined) ?? [];
  assert.deepEqual(
    left.map(({ rule }) => rule),
    [],
  );
  assert.deepEqual(titles(text), []);
});

test('one fix alone is left to the quick-fixes', () => {
  const mended = after(PUBLISHING, ALL);
  const text = mended.replace('      packages: write\n', '');
  const fixable = lint(project(text), RELEASE)?.findings.filter(({ fix }) => fix !== undefined) ?? [];
  assert.equal(fixable.length, 1, fixable.map(({ rule }) => rule).join());
  assert.deepEqual(titles(text), [SAFELY]);
});

test('an action is no workflow', () => {
  const steps = PUBLISHING.slice(PUBLISHING.indexOf('    steps:')).replace(/^ {2}/gm, '');
  const text = `name: Publish\ndescription: Publishes.\nruns:\n  using: composite\n${steps}`;
  const own = rewrites(project(text, 'action.yml'), 'action.yml').map(({ title }) => title);
  assert.ok(!own.includes(SAFELY), own.join());
});
