import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isIgnored } from './dockerignore';

const CASES: readonly (readonly [string, string, boolean])[] = [
  ['', '.git/config', false],
  ['.git', '.git/config', true],
  ['/.git/', '.git/config', true],
  ['**/.git', '.git/config', true],
  ['**/.git', 'web/.git/config', true],
  ['.git', 'web/.git/config', false],
  ['*', '.git/config', true],
  ['.*', '.git/config', true],
  ['**', '.git/config', true],
  ['*\n!src', '.git/config', true],
  ['*\n!src', 'src/a.ts', false],
  ['.git\n!.git/config', '.git/config', false],
  ['# .git', '.git/config', false],
  ['.gitignore', '.git/config', false],
  ['.git?', '.git/config', false],
  ['.gi?', '.git/config', true],
  ['node_modules\r\n.git\r\n', '.git/config', true],
  ['a.c', 'abc', false],
];

for (const [text, path, expected] of CASES)
  test(`dockerignore: ${JSON.stringify(text)} and ${path}`, () => assert.equal(isIgnored(text, path), expected));
