import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Hole } from '../value/value';
import { mayHold } from './bake-letters';

const holeOf = (shown: string, facts: Partial<Hole> = {}): Hole => ({ key: shown, shown, reason: '', ...facts });

describe('what a value of GitHub may hold', () => {
  for (const [shown, may, mayNot] of [
    ['github.repository_owner', ['-', '_', 'A', '7'], ['.', '/', ':', ' ']],
    ['github.repository', ['-', '_', '.', '/', 'A'], [':', '@', ' ', 'é']],
    ['github.sha', ['0', 'f', 'abc'], ['g', 'A', '-', '/']],
    ['github.run_id', ['0', '42'], ['a', '-']],
    // Of names that people give, nothing is known.
    ['github.ref_name', ['/', ':', 'é', ' '], []],
    ['github.actor', ['[', ']', '/'], []],
    ['GITHUB_REPOSITORY', [':'], []],
  ] as const)
    it(shown, () => {
      for (const text of may) assert.equal(mayHold(holeOf(shown), text), true, text);
      for (const text of mayNot) assert.equal(mayHold(holeOf(shown), text), false, text);
    });

  it('is what a hole itself says', () => {
    assert.equal(mayHold(holeOf('x', { lacks: ['-'] }), 'a-b'), false);
    assert.equal(mayHold(holeOf('x', { lacks: ['-'] }), 'ab'), true);
    assert.equal(mayHold(holeOf('x', { domain: ['amd64', 'arm64'] }), 'arm'), true);
    assert.equal(mayHold(holeOf('x', { domain: ['amd64', 'arm64'] }), '/'), false);
    assert.equal(mayHold(holeOf('x', { lower: true }), 'A'), false);
    assert.equal(mayHold(holeOf('x'), ''), false);
  });
});
