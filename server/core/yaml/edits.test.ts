import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEdits, type Edit, isRefusal, type Refusal } from '../text/edit';
import { insertEntry, insertItems, removeEntry, removeItem, replaceWithin, setEntry } from './edits';
import { nodeAtPath, type Path } from './find';
import { layoutOf } from './layout';
import type { YamlMap, YamlSequence } from './node';
import { parseYaml } from './parse';

// What real files taught; that edits do what they say everywhere is in test/properties/edits.test.ts.

function at(text: string, path: Path) {
  const document = parseYaml(text);
  return { layout: layoutOf(text, document), node: nodeAtPath(document.root, path) };
}

function map(text: string, path: Path): YamlMap {
  const { node } = at(text, path);
  assert.ok(node?.kind === 'map');
  return node;
}

function list(text: string, path: Path): YamlSequence {
  const { node } = at(text, path);
  assert.ok(node?.kind === 'sequence');
  return node;
}

function made(text: string, edits: readonly Edit[] | Refusal): string | Refusal {
  return isRefusal(edits) ? edits : applyEdits(text, edits);
}

const LITERAL = { literal: 'one' };

describe('edits of YAML', () => {
  it('put a block behind deeper comments, which it would swallow', () => {
    const text = 'a:\n  b: 1\n    # of b\n# of c\nc: 2\n';
    assert.equal(
      made(text, insertEntry(text, at(text, []).layout, map(text, ['a']), 'new', LITERAL)),
      'a:\n  b: 1\n    # of b\n  new: |\n    one\n# of c\nc: 2\n',
    );
  });

  it('do not replace a value by a block above such a comment', () => {
    const text = 'a:\n  b: [1]\n    # of b\nc: 2\n';
    assert.deepEqual(made(text, setEntry(text, at(text, []).layout, map(text, ['a']), 'b', LITERAL)), {
      refused: 'the comment below it would become part of the new text',
    });
  });

  it('remove an item with its dash, wherever the dash stands', () => {
    const text = 'steps:\n  # first\n  -\n    # why\n    name: a\n  -\n    name: b\n';
    assert.equal(made(text, removeItem(text, list(text, ['steps']), 0)), 'steps:\n  -\n    name: b\n');
  });

  it('leave alone an item that shares its line with the dash around it', () => {
    const text = '- - a\n  - b\n';
    assert.ok('refused' in Object(made(text, removeItem(text, list(text, [0]), 0))));
    assert.equal(made(text, removeItem(text, list(text, [0]), 1)), '- - a\n');
  });

  it('remove an alias where it stands, and no anchor that is used elsewhere', () => {
    const text = 'a:\n  - &x one\n  - two\nb:\n  - *x\n  - three\n';
    assert.equal(made(text, removeItem(text, list(text, ['b']), 0)), 'a:\n  - &x one\n  - two\nb:\n  - three\n');
    const refused = { refused: 'a YAML anchor in it is used elsewhere' };
    assert.deepEqual(made(text, removeItem(text, list(text, ['a']), 0)), refused);
    assert.deepEqual(made(text, removeEntry(text, map(text, []), 'a')), refused);
  });

  it('quote in braces what would end a plain scalar there', () => {
    const text = 'with: {from: type=gha, to: x}\n';
    const scope = 'type=gha,scope=${{ github.job }}';
    const { layout, node } = at(text, ['with', 'from']);
    const set = setEntry(text, layout, map(text, ['with']), 'from', scope);
    assert.equal(made(text, set), `with: {from: '${scope}', to: x}\n`);
    assert.ok(node?.kind === 'scalar');
    const end = node.value.length;
    const longer = replaceWithin(node, { start: end, end }, ',scope=${{ github.job }}');
    assert.equal(made(text, longer), `with: {from: '${scope}', to: x}\n`);
  });

  it('quote a plain scalar as a whole where its new text needs it, on one line', () => {
    const text = "a: it's here\nb: over\n  two\n";
    const one = at(text, ['a']).node;
    const two = at(text, ['b']).node;
    assert.ok(one?.kind === 'scalar' && two?.kind === 'scalar');
    assert.equal(
      made(text, replaceWithin(one, { start: 5, end: 9 }, 'now: here')),
      "a: 'it''s now: here'\nb: over\n  two\n",
    );
    assert.deepEqual(made(text, replaceWithin(two, { start: 0, end: 4 }, 'a: b')), {
      refused: 'the new text would need quotes',
    });
  });

  it('keep the comment behind a value that is replaced by lines', () => {
    const text = 'a: {} # of a\nb: | # of b\n  one\nc: # of c\n  d: 1\n';
    const { layout } = at(text, []);
    const root = map(text, []);
    const nested = { nested: 'e: 2' };
    assert.equal(
      made(text, setEntry(text, layout, root, 'a', nested)),
      text.replace('a: {} # of a', 'a: # of a\n  e: 2'),
    );
    assert.equal(made(text, setEntry(text, layout, root, 'b', LITERAL)), text);
    assert.equal(
      made(text, setEntry(text, layout, root, 'c', '{}')),
      text.replace('c: # of c\n  d: 1', 'c: {} # of c'),
    );
  });

  it('insert items before one whose dash has a line of its own', () => {
    const text = 'steps:\n  -\n    name: a\n  # of b\n  -\n    name: b\n';
    const { layout } = at(text, []);
    assert.equal(
      made(text, insertItems(text, layout, list(text, ['steps']), 1, '- name: c')),
      'steps:\n  -\n    name: a\n  -\n    name: c\n  # of b\n  -\n    name: b\n',
    );
  });

  it('nest in items as the other items do', () => {
    const text = 'jobs:\n    a:\n        steps:\n        - uses: b\n          with:\n            c: 1\n';
    const { layout } = at(text, []);
    assert.equal(
      made(text, insertItems(text, layout, list(text, ['jobs', 'a', 'steps']), 1, '- uses: d\n  with:\n    e: 2')),
      `${text}        - uses: d\n          with:\n            e: 2\n`,
    );
  });

  it('nest as most of the file does', () => {
    const text = 'on:\n  push: {}\njobs:\n    a:\n        env:\n            B: 1\n        steps: []\n';
    const { layout } = at(text, []);
    assert.equal(
      made(text, insertEntry(text, layout, map(text, ['jobs', 'a']), 'c', { nested: 'd: 1' }, { before: 'steps' })),
      text.replace('        steps', '        c:\n            d: 1\n        steps'),
    );
  });

  it('take no column for a byte order mark', () => {
    const text = '\uFEFFa: 1\nb: 2\n';
    assert.equal(
      made(text, insertEntry(text, at(text, []).layout, map(text, []), 'new', '3', { after: 'a' })),
      '\uFEFFa: 1\nnew: 3\nb: 2\n',
    );
  });
});
