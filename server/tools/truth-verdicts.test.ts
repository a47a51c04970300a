import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_KINDS } from './truth-compare';
import rules from './truth-rules.json';
import { type Verdict, verdictsBy } from './truth-verdicts';
import verdicts from './truth-verdicts.json';

test('a verdict is taken once, at its place', () => {
  const verdict: Verdict = { path: 'a/b.yml', line: 3, of: 'pushes', verdict: 'file', why: '' };
  const list = verdictsBy([verdict, { ...verdict, line: 9 }]);
  assert.equal(list.take('a/b.yml', 4, 'pushes'), undefined);
  assert.equal(list.take('a/b.yml', 3, 'builds'), undefined);
  assert.equal(list.take('a/b.yml', 3, 'pushes'), verdict);
  assert.equal(list.take('a/b.yml', 3, 'pushes'), undefined);
  assert.deepEqual(list.left(), [{ ...verdict, line: 9 }]);
});

test('verdicts are about kinds of event and of defect that there are', () => {
  const kinds = new Set<string>([...EVENT_KINDS, ...Object.keys(rules)]);
  assert.deepEqual(
    verdicts.filter(({ of }) => !kinds.has(of.replace(/\..*/, ''))),
    [],
  );
});
