import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../text/edit';
import { sourceFile } from '../text/source-file';
import { fileSuppressionEdit } from './file-suppression-edit';

function written(text: string): string | undefined {
  const edit = fileSuppressionEdit(sourceFile('.github/workflows/release.yml', text), 'missing-sbom', 'reason');
  const result = edit === undefined ? undefined : applyEdits(text, [edit]);
  assert.ok(result === undefined || typeof result === 'string');
  return result;
}

test('a rule is allowed in a whole file above the first key, behind what heads the file', () => {
  assert.equal(written('on: push\n'), '# plimsoll: allow[missing-sbom] reason\non: push\n');
  assert.equal(
    written('# Licence.\r\n---\r\non: push\r\n'),
    '# Licence.\r\n---\r\n# plimsoll: allow[missing-sbom] reason\r\non: push\r\n',
  );
  assert.equal(written('\uFEFFon: push\n'), '\uFEFF# plimsoll: allow[missing-sbom] reason\non: push\n');
});

test('a comment that allows another rule in the file takes this one in', () => {
  assert.equal(
    written('# Nightly.\n# plimsoll: allow[unsigned-image] internal\n\non: push\n'),
    '# Nightly.\n# plimsoll: allow[unsigned-image, missing-sbom] internal\n\non: push\n',
  );
});

test('a file without a key has no place for it', () => {
  assert.equal(written('# Nothing yet.\n'), undefined);
});
