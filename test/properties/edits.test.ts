import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEdits, type Edit, isRefusal, type Refusal } from '../../server/core/text/edit';
import type { Span } from '../../server/core/text/span';
import {
  insertEntry,
  insertItems,
  removeEntry,
  removeItem,
  replaceWithin,
  setEntry,
} from '../../server/core/yaml/edits';
import { children, type Path } from '../../server/core/yaml/find';
import { layoutOf } from '../../server/core/yaml/layout';
import type { YamlNode } from '../../server/core/yaml/node';
import { parseYaml } from '../../server/core/yaml/parse';
import { chance } from '../kit/chance';
import { sampledFiles } from '../kit/corpus';
import { dataOf } from '../kit/data';

/** One edit of one place, and what the file's data must be afterwards. */
interface Attempt {
  readonly name: string;
  readonly edits: readonly Edit[] | Refusal;
  readonly path: Path;
  readonly change: (data: unknown) => unknown;
  /** Where comments may go with what is edited. */
  readonly within: Span | undefined;
}

const ITEM = '- name: New\n  run: |\n    one\n\n    two\n';
const ITEM_DATA = { name: 'New', run: 'one\n\ntwo\n' };
/** How many places of a large file are tried. */
const PLACES = 10;

type Data = Readonly<Record<string, unknown>>;

function attemptsAt(text: string, node: YamlNode, path: Path): readonly Attempt[] {
  const layout = layoutOf(text, parseYaml(text));
  if (node.kind === 'scalar') return replacements(node, path);
  if (node.kind === 'sequence') {
    return [0, Math.floor(node.items.length / 2), node.items.length].flatMap((index): readonly Attempt[] => [
      {
        name: `insert an item at ${index}`,
        edits: insertItems(text, layout, node, index, ITEM),
        path,
        change: (data) => (data as readonly unknown[]).toSpliced(index, 0, ITEM_DATA),
        within: undefined,
      },
      ...(node.items[index] === undefined
        ? []
        : [
            {
              name: `remove item ${index}`,
              edits: removeItem(text, node, index),
              path,
              change: (data: unknown) => (data as readonly unknown[]).toSpliced(index, 1),
              within: spanWithComments(text, node.items[index].span, node.span),
            },
          ]),
    ]);
  }
  const keys = new Set(node.entries.map(({ key }) => key.value));
  if (keys.size < node.entries.length) return [];
  const values = [
    ['needs: "quotes" # here', 'needs: "quotes" # here'],
    [{ nested: 'deep:\n  deeper: true' }, { deep: { deeper: 'true' } }],
    [{ literal: 'one\n\ntwo' }, 'one\n\ntwo\n'],
  ] as const;
  const first = node.entries[0];
  return [
    ...values.flatMap(([value, data]) => [
      {
        name: `add ${JSON.stringify(value)}`,
        edits: insertEntry(text, layout, node, 'zz-new', value),
        path,
        change: (before: unknown) => ({ ...(before as Data), 'zz-new': data }),
        within: undefined,
      },
      ...(first === undefined
        ? []
        : [
            {
              name: `add ${JSON.stringify(value)} before the first key`,
              edits: insertEntry(text, layout, node, 'zz-new', value, { before: first.key.value }),
              path,
              change: (before: unknown) => ({ ...(before as Data), 'zz-new': data }),
              within: undefined,
            },
            {
              name: `add ${JSON.stringify(value)} after the first key`,
              edits: insertEntry(text, layout, node, 'zz-new', value, { after: first.key.value }),
              path,
              change: (before: unknown) => ({ ...(before as Data), 'zz-new': data }),
              within: undefined,
            },
          ]),
    ]),
    ...node.entries.flatMap(({ key, span }): readonly Attempt[] => [
      ...values.map(([value, data]) => ({
        name: `set ${key.value} to ${JSON.stringify(value)}`,
        edits: setEntry(text, layout, node, key.value, value),
        path,
        change: (before: unknown) => ({ ...(before as Data), [key.value]: data }),
        within: spanWithComments(text, span, node.span),
      })),
      {
        name: `remove ${key.value}`,
        edits: removeEntry(text, node, key.value),
        path,
        change: (before) => Object.fromEntries(Object.entries(before as Data).filter(([name]) => name !== key.value)),
        within: spanWithComments(text, span, node.span),
      },
    ]),
  ];
}

function replacements(node: YamlNode & { readonly kind: 'scalar' }, path: Path): readonly Attempt[] {
  const word = /[A-Za-z]{3,}/.exec(node.value);
  if (word === null) return [];
  const [from, to] = [word.index, word.index + word[0].length];
  return [`it's "new"`, 'new'].map((replacement) => ({
    name: `replace \`${word[0]}\` in ${path.join('.')} by ${replacement}`,
    edits: replaceWithin(node, { start: from, end: to }, replacement),
    path,
    change: () => node.value.slice(0, from) + replacement + node.value.slice(to),
    within: undefined,
  }));
}

/** What belongs to a key or an item: its lines to their ends, and the comment lines around it up to its siblings. */
function spanWithComments(text: string, span: Span, parent: Span): Span {
  let start = text.lastIndexOf('\n', span.start - 1) + 1;
  for (;;) {
    const previous = text.lastIndexOf('\n', start - 2) + 1;
    if (start === 0 || !/^[ \t]*(#.*)?\r?$/.test(text.slice(previous, start - 1))) break;
    start = previous;
  }
  let end = text.indexOf('\n', span.end);
  for (;;) {
    const next = text.indexOf('\n', end + 1);
    if (end < 0 || next < 0 || !/^[ \t]*(#.*)?\r?$/.test(text.slice(end + 1, next))) break;
    end = next;
  }
  return { start: Math.min(start, parent.start), end: end < 0 ? text.length : end };
}

function* places(node: YamlNode | undefined, path: Path = []): Generator<readonly [Path, YamlNode]> {
  if (node === undefined || node.alias !== undefined) return;
  yield [path, node];
  for (const [part, child] of children(node)) yield* places(child, [...path, part]);
}

function changed(data: unknown, path: Path, change: (data: unknown) => unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return change(data);
  if (Array.isArray(data)) return data.map((one, index) => (index === part ? changed(one, rest, change) : one));
  return Object.fromEntries(
    Object.entries(data as Data).map(([key, one]) => [key, key === String(part) ? changed(one, rest, change) : one]),
  );
}

/** Equal data in any order of keys. */
function sorted(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(sorted);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .map(([key, one]) => [key, sorted(one)])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

function check(text: string, attempt: Attempt, where: string): 'done' | 'refused' {
  const { edits } = attempt;
  if (isRefusal(edits)) {
    assert.match(edits.refused, /^\S.{8,}[^.\s]$/, where);
    return 'refused';
  }
  const after = applyEdits(text, edits);
  assert.ok(typeof after === 'string', where);
  const said = `${where}\n${after}`;
  const before = parseYaml(text);
  const document = parseYaml(after);
  assert.deepEqual(document.problems, [], said);
  assert.deepEqual(
    sorted(dataOf(document.root)),
    sorted(changed(dataOf(before.root), attempt.path, attempt.change)),
    said,
  );
  const kept = before.comments.filter(
    ({ span }) => attempt.within === undefined || span.start < attempt.within.start || span.end > attempt.within.end,
  );
  const comments = document.comments.map((comment) => comment.text.trimEnd());
  for (const comment of kept) {
    const at = comments.indexOf(comment.text.trimEnd());
    assert.ok(at >= 0, `the comment \`${comment.text}\` is gone: ${said}`);
    comments.splice(at, 1);
  }
  if (/\r\n/.test(text) && !/[^\r]\n/.test(text)) assert.doesNotMatch(after, /[^\r]\n/, said);
  return 'done';
}

describe('edits of YAML at the places of real files', () => {
  for (const file of sampledFiles('edits', 40)) {
    it(`${file.name}: change what they address, and nothing else`, () => {
      const texts = [file.text, ...(file.own && !file.text.includes('\r') ? [file.text.replaceAll('\n', '\r\n')] : [])];
      for (const text of texts) {
        const document = parseYaml(text);
        if (document.problems.length > 0 || document.root === undefined) continue;
        const luck = chance(file.name);
        const all = [...places(document.root)];
        const outcomes = luck
          .some(all, file.own ? 60 : PLACES)
          .flatMap(([path, node]) =>
            luck
              .some(attemptsAt(text, node, path), file.own ? 8 : 4)
              .map((attempt) => check(text, attempt, `${file.name} at ${path.join('.')}: ${attempt.name}`)),
          );
        if (file.own && all.length > 20) assert.ok(outcomes.includes('done'), `${file.name}: everything was refused`);
      }
    });
  }
});
