import assert from 'node:assert/strict';
import { test } from 'node:test';
import data from '../../data/failure-modes.json';
import { explainError } from './explain-error';

for (const mode of data.modes) {
  for (const message of mode.messages) {
    test(`${mode.id}: ${message}`, () => {
      const said = message.replaceAll('{}', '***');
      const log = [
        '2026-11-01T08:15:42.1234567Z #12 [internal] load build definition',
        `2026-11-01T08:15:43.0000001Z \u001b[31m##[error]buildx failed with: ERROR: ${said.toUpperCase()}\u001b[0m`,
        '2026-11-01T08:15:44.0Z Post job cleanup.',
      ].join('\r\n');
      const [first] = explainError(log);
      assert.ok(first !== undefined);
      // One text can belong to two modes; the first one then must at least be about the same words.
      assert.ok(
        first.id === mode.id ||
          data.modes.find(({ id }) => id === first.id)?.messages.some((other) => overlap(other, message)),
        `${first.id} instead of ${mode.id}`,
      );
      assert.equal(first.line, 2);
    });
  }
}

for (const log of [
  '',
  'npm ERR! missing script: build',
  '##[error]Process completed with exit code 1.',
  'error[E0308]: mismatched types',
  'FAIL src/app.test.ts',
  'fatal: not a git repository',
  '200 OK',
]) {
  test(`says nothing of: ${log}`, () => assert.deepEqual(explainError(log), []));
}

test('the longer message explains a line, not a part of it', () => {
  assert.deepEqual(
    explainError('Error: Failed to persist attestation: Resource not accessible by integration').map(({ id }) => id),
    ['F-094'],
  );
});

// As runs say it, with other values than the messages hold.
for (const [text, ...ids] of [
  ['ERROR: invalid tag "ghcr.io/acme/app:feature/x": invalid reference format', 'F-025'],
  ['ERROR: invalid tag "ghcr.io/acme/app:-9630782": invalid reference format', 'F-024'],
  ['ERROR: invalid tag "ghcr.io/acme/app:1-linux/amd64,linux/arm64": invalid reference format', 'F-027'],
  ['ERROR: invalid tag "ghcr.io/acme/app@sha256:sha256:0f": invalid reference format', 'F-063'],
  ['docker: invalid reference format: repository name (Acme/app) must be lowercase.', 'F-026'],
  ['docker: invalid reference format.', 'F-025', 'F-063'],
  ['Error: No credentials found for registry acme', 'F-100'],
  ['Error: No credentials found for registry ghcr.io', 'F-101'],
  ['#9 ERROR: ghcr.io/acme/app:v0.6.9-arm64: not found', 'F-032'],
  ['/bin/sh: 1: qemu-arm64: not found'],
  ['toomanyrequests: You have reached your unauthenticated pull rate limit.', 'F-054'],
  ['FATAL TOOMANYREQUESTS: retry-after: 1ms, allowed: 44000/minute', 'F-076'],
  ["The workflow is requesting 'id-token: write', but is only allowed 'id-token: none'.", 'F-009'],
  ['unexpected status from POST request to https://ghcr.io/v2/acme/app/blobs/uploads/: 403 Forbidden', 'F-008'],
  ["##[warning]Unexpected input(s) 'tag', valid inputs are ['tags', 'target']", 'F-044'],
] as const)
  test(`explains: ${text}`, () =>
    assert.deepEqual(
      explainError(text).map(({ id }) => id),
      ids,
    ));

test('every mode says what to do and where it is from', () => {
  for (const { id, cause, cure, sources, messages } of data.modes)
    assert.ok(/^F-\d{3}$/.test(id) && cause !== '' && cure !== '' && sources.length > 0 && messages.length > 0, id);
});

function overlap(a: string, b: string): boolean {
  const longest = (text: string): string =>
    text
      .split('{}')
      .reduce((best, piece) => (piece.length > best.length ? piece : best), '')
      .trim()
      .toLowerCase();
  return a.toLowerCase().includes(longest(b)) || b.toLowerCase().includes(longest(a));
}
