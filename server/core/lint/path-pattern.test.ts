import assert from 'node:assert/strict';
import { it } from 'node:test';
import { matchesPath } from './path-pattern';

const path = '.github/workflows/nightly-release.yml';

for (const pattern of [
  path,
  '.github/workflows/*.yml',
  '.github/**',
  '**/nightly-*.yml',
  '.github/workflows/',
  './.github/workflows/nightly-?elease.yml',
  '**',
]) {
  it(`${pattern} covers ${path}`, () => assert.ok(matchesPath(pattern, path)));
}
for (const pattern of [
  '.github/*.yml',
  '.github/workflows/nightly',
  'workflows/**',
  '.github/workflows/*.yaml',
  'xgithub/**',
]) {
  it(`${pattern} does not cover ${path}`, () => assert.ok(!matchesPath(pattern, path)));
}
