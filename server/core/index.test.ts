import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PUBLISHING, RELEASE } from '../../test/kit/publishing-workflow';
import { lint, openProject } from './index';
import { sourceFile } from './text/source-file';
import { workspaceOf } from './workspace';

test('what is said of a file is worked out once as long as nothing changes', () => {
  const workspace = workspaceOf([sourceFile(RELEASE, PUBLISHING)], { complete: true });
  const project = openProject(workspace);
  assert.equal(lint(project, RELEASE), lint(project, RELEASE));
  const strict = openProject(workspace, { rules: { 'missing-packages-write': 'off' } });
  assert.notEqual(lint(strict, RELEASE), lint(project, RELEASE));
});
