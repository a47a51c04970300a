import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText, slot, snippetText } from './snippet';

test('slots with one word are one, and everything else is said literally', () => {
  const text = `a: ${slot('x')}\nb: \${{ c }} \\ ${slot('y$}')} ${slot('x')}`;
  assert.equal(plainText(text), 'a: x\nb: ${{ c }} \\ y$} x');
  assert.equal(snippetText(text), 'a: ${1:x}\nb: \\${{ c \\}\\} \\\\ ${2:y\\$\\}} ${1:x}$0');
});
