import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PUBLISHING, RELEASE } from '../../test/kit/publishing-workflow';
import { openProject } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { errorCause } from './error-cause';

const OTHER = '.github/workflows/test.yml';
const own = (text: string) =>
  openProject(workspaceOf([sourceFile(RELEASE, text), sourceFile(OTHER, 'on: push\njobs: {}\n')], { complete: true }));
const DENIED = 'ERROR: failed to push ghcr.io/acme/app:main: denied: permission_denied: write_package';

test('an error leads to the finding that foresees it, also in another workflow', () => {
  const cause = errorCause(own(PUBLISHING), OTHER, DENIED);
  assert.equal(cause?.explanation.id, 'F-001');
  assert.equal(cause?.finding?.path, RELEASE);
  const { start, end } = cause?.finding?.span ?? { start: 0, end: 0 };
  assert.match(PUBLISHING.slice(start, end), /build-push-action/);
});

test('an error that no line causes is explained all the same', () => {
  const cause = errorCause(
    own(PUBLISHING.replace('contents: read', 'contents: read\n  packages: write')),
    RELEASE,
    DENIED,
  );
  assert.equal(cause?.explanation.id, 'F-001');
  assert.equal(cause?.finding, undefined);
});

test('a log without a known failure has no cause', () => {
  assert.equal(errorCause(own(PUBLISHING), RELEASE, 'all is well'), undefined);
});
