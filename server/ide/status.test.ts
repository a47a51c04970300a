import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PUBLISHING, RELEASE } from '../../test/kit/publishing-workflow';
import { findingsOf, openProject } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { status } from './status';

const NIGHTLY = '.github/workflows/nightly.yml';
const CONFIG = '.github/plimsoll.yml';
const STEP = PUBLISHING.slice(PUBLISHING.indexOf('      - uses: docker/build-push-action'));

function project(nightly: string) {
  const files = { [RELEASE]: PUBLISHING, [NIGHTLY]: nightly, [CONFIG]: 'rules:\n  no-such-rule: off\n' };
  const workspace = workspaceOf(
    Object.entries(files).map(([path, text]) => sourceFile(path, text)),
    { complete: true },
  );
  return openProject(workspace);
}

const images = (nightly: string): number => status(project(nightly), [RELEASE, NIGHTLY]).images;

test('one image that two workflows publish is one image, two names are two', () => {
  assert.equal(images(PUBLISHING), 1);
  assert.equal(images(PUBLISHING.replace('acme/app:', 'acme/nightly:')), 2);
  assert.equal(images('on: push\njobs: {}\n'), 1);
});

test('an image pushed to two registries is one, as it is drawn', () => {
  const both = PUBLISHING.replace('tags: ', 'tags: quay.io/acme/app:main,');
  assert.equal(status(project(both), [NIGHTLY]).images, 1);
});

test('images without a known name count each', () => {
  const step = STEP.replace('ghcr.io/acme/app:main', '${{ steps.tags.outputs.all }}');
  assert.equal(images(`${PUBLISHING}${step}${step}`), 3);
});

test('findings are those that the editor shows, of the configuration too', () => {
  const own = project(PUBLISHING);
  const all = [RELEASE, NIGHTLY, CONFIG];
  const { workflows, findings } = status(own, all);
  assert.equal(workflows, 2);
  assert.equal(findings, all.flatMap((path) => findingsOf(own, path)).length);
  assert.equal(status(own, [CONFIG]).findings, 1);
  assert.deepEqual(status(own, []), { workflows: 0, images: 0, findings: 0 });
});
