import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRules } from '../core/rules/index';
import { findingFor, pairEvents, sameAttribute, scoreOf, unexplainedErrors } from './truth-compare';
import mapping from './truth-rules.json';

const at = (line: number, more: object = {}) => ({ job: 'a', line, tool: 't', ...more });

test('pairs events of one job within two lines, the nearest first', () => {
  const pairs = pairEvents([at(10), at(12)], [at(12), at(14)]);
  assert.deepEqual(
    pairs.map(({ label, ours }) => [label?.line, ours?.line]),
    [
      [12, 12],
      [10, undefined],
      [undefined, 14],
    ],
  );
});

test('pairs events of one line by what they say', () => {
  const pairs = pairEvents([at(1, { registry: 'x' }), at(1, { registry: 'y' })], [at(1, { registry: 'y' })]);
  assert.deepEqual(
    pairs.map(({ label, ours }) => [label?.['registry'], ours?.['registry']]),
    [
      ['y', 'y'],
      ['x', undefined],
    ],
  );
});

test('does not pair events of different jobs, and asks for no implicit label', () => {
  const pairs = pairEvents([{ ...at(1), job: 'b' }, at(9, { implicit: true })], [at(1)]);
  assert.deepEqual(scoreOf(pairs), { precision: 0, recall: 0, f1: 0 });
  assert.equal(pairs.length, 2);
});

test('scores pairs', () => {
  assert.deepEqual(scoreOf([{ label: 1, ours: 1 }, { label: 2 }]), { precision: 1, recall: 0.5, f1: 2 / 3 });
  assert.deepEqual(scoreOf([]), { precision: 1, recall: 1, f1: 1 });
});

test('compares lists as sets and what only a run knows as equal', () => {
  assert.ok(sameAttribute(['docker.io/a', 'b'], ['b', 'a']));
  assert.ok(sameAttribute(['<account>.example.com'], [`\${{ secrets.ID }}.example.com`]));
  assert.ok(!sameAttribute(['a'], ['a', 'b']));
});

test('finds labels by rule and line, and errors that no label explains', () => {
  const mapping = { 'no-x': ['missing-x'] };
  const label = { line: 5, kind: 'no-x', certainty: 'certain', why: '' } as const;
  const finding = { rule: 'missing-x', severity: 'error', line: 7, others: [30], message: '' };
  assert.equal(findingFor(label, [finding], mapping), finding);
  assert.equal(findingFor({ ...label, line: 3 }, [finding], mapping), undefined);
  assert.equal(findingFor({ ...label, line: 29 }, [finding], mapping), finding);
  // A file has one label for all its actions that are not pinned.
  const actions = { ...label, kind: 'unpinned-action', line: 90 };
  assert.equal(findingFor(actions, [finding], { 'unpinned-action': ['missing-x'] }), finding);
  assert.deepEqual(unexplainedErrors([label], [finding, { ...finding, line: 9 }], mapping), [{ ...finding, line: 9 }]);
});

test('kinds of defect are mapped to rules that exist', () => {
  const ids = new Set(allRules.map(({ id }) => id));
  assert.deepEqual(
    Object.values(mapping)
      .flat()
      .filter((rule) => !ids.has(rule)),
    [],
  );
});
