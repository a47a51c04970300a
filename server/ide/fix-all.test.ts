import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PUBLISHING, RELEASE } from '../../test/kit/publishing-workflow';
import { lint, openProject, type Project } from '../core/index';
import type { FixEdits } from '../core/lint/finding';
import { applyEdits, isRefusal } from '../core/text/edit';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { fixAll, publishSafely } from './fix-all';

function project(text: string): Project {
  return openProject(workspaceOf([sourceFile(RELEASE, text)], { complete: true }));
}

function after(text: string, edits: FixEdits | undefined): string {
  const result = applyEdits(text, edits?.get(RELEASE) ?? []);
  assert.ok(typeof result === 'string');
  return result;
}

const rules = (text: string): readonly string[] => lint(project(text), RELEASE)?.findings.map(({ rule }) => rule) ?? [];

test('fixing all makes the safe fixes and leaves the others to a person', () => {
  const text = after(PUBLISHING, fixAll(project(PUBLISHING), RELEASE));
  assert.match(text, /packages: write/);
  assert.doesNotMatch(text, /cosign sign/);
  assert.ok(!rules(text).includes('missing-packages-write'));
  assert.equal(fixAll(project(text), RELEASE), undefined);
});

test('publishing safely adds the whole set at once, and nothing when asked again', () => {
  const edits = publishSafely(project(PUBLISHING), RELEASE);
  assert.ok(!isRefusal(edits), JSON.stringify(edits));
  const text = after(PUBLISHING, edits);
  for (const part of [/packages: write/, /cosign sign --yes/, /id-token: write/, /cache-from: type=gha/])
    assert.match(text, part);
  for (const rule of [
    'missing-packages-write',
    'missing-image-scan',
    'missing-sbom',
    'unsigned-image',
    'missing-build-cache',
  ])
    assert.ok(!rules(text).includes(rule), rule);
  assert.deepEqual(publishSafely(project(text), RELEASE), {
    refused: 'nothing is missing here that Plimsoll can add',
  });
});

test('publishing safely is refused where a part of it has to be done by hand', () => {
  const text = PUBLISHING.replace('permissions:\n  contents: read\n', '').replace(
    '    runs-on: ubuntu-latest\n',
    '    runs-on: ubuntu-latest\n    permissions: &least\n      contents: read\n',
  );
  const shared = `${text}  other:\n    runs-on: ubuntu-latest\n    permissions: *least\n    steps:\n      - run: make\n`;
  const refusal = publishSafely(project(shared), RELEASE);
  assert.ok(isRefusal(refusal));
  assert.match(refusal.refused, /^`[a-z-]+` has to be mended by hand, because /);
});
