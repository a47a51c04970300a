import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExpression } from './parse-expression';
import { untrustedPaths } from './untrusted';

function paths(text: string): readonly string[] {
  const { expression } = parseExpression(text);
  assert.ok(expression !== undefined);
  return untrustedPaths(expression);
}

describe('untrustedPaths', () => {
  it('finds text that a stranger writes, wherever it stands in the expression', () => {
    assert.deepEqual(paths("format('{0}-{1}', github.head_ref, github.sha)"), ['github.head_ref']);
    assert.deepEqual(paths('github.event.pull_request.title || github.ref'), ['github.event.pull_request.title']);
    assert.deepEqual(paths("github.event['comment'].body"), ['github.event.comment.body']);
  });
  it('leaves numbers, commits, accounts and refs of the repository alone', () => {
    assert.deepEqual(paths('github.event.pull_request.number'), []);
    assert.deepEqual(paths('github.event.pull_request.head.sha'), []);
    assert.deepEqual(paths('github.event.pull_request.user.login'), []);
    assert.deepEqual(paths('github.ref_name'), []);
  });
});
