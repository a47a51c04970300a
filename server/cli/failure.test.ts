import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { failureText } from './failure';

it('a file that cannot be opened is named with the reason, and is no internal error', () => {
  assert.throws(
    () => readFileSync('/nowhere/at/all.yml'),
    (error) => {
      assert.equal(failureText(error), '`/nowhere/at/all.yml` cannot be opened: no such file or directory');
      return true;
    },
  );
  assert.equal(failureText(new Error('oh')), 'internal error: oh');
});
