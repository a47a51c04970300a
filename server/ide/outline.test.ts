import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTION, CALLED, NAVIGATION, projectOf, RELEASE } from '../../test/kit/navigation-repository';
import { contains } from '../core/text/span';
import { type OutlineEntry, outline } from './outline';

/** An outline as lines, indented, with the text each entry leads to. */
function lines(text: string, entries: readonly OutlineEntry[], indent = ''): readonly string[] {
  return entries.flatMap(({ name, detail, span, nameSpan, children }) => {
    assert.ok(contains(span, nameSpan), name);
    const written = text.slice(nameSpan.start, nameSpan.end);
    return [`${indent}${name} (${detail}) «${written}»`, ...lines(text, children, `${indent}  `)];
  });
}

const outlined = (path: string, text = NAVIGATION[path] ?? ''): readonly string[] =>
  lines(text, outline(projectOf({ [path]: text }), path));

test('jobs are listed with their steps, by what a run shows', () => {
  assert.deepEqual(outlined(RELEASE).slice(0, 7), [
    'build () «build»',
    '  Run docker/build-push-action@v7 (push) «docker/build-push-action@v7»',
    '  Run ./tools/scan (scan) «./tools/scan»',
    '  Run echo "text=none" >> "$GITHUB_OUTPUT" (note) «echo "text=none" >> "$GITHUB_OUTPUT"»',
    'sign () «sign»',
    '  Run cosign sign x@${{ needs.build.outputs.digest }} () «cosign sign x@${{ needs.build.outputs.digest }}»',
    '  Run echo ${{ github.event.inputs.level }} (push) «echo ${{ github.event.inputs.level }}»',
  ]);
  assert.ok(outlined(RELEASE).includes('call (./.github/workflows/called.yml) «call»'));
});

test('a name counts more than what is run, and a step without either has its number', () => {
  const text = `on: push
jobs:
  one:
    name: Build it
    steps:
      - name: Log in
        run: |
          docker login
      - id: empty
      - run: |

          docker build .
`;
  assert.deepEqual(
    outlined(CALLED, text).map((line) => line.replace(/ «.*/s, '')),
    ['one (Build it)', '  Log in ()', '  step 2 (empty)', '  Run docker build . ()'],
  );
});

test('a composite action has its steps, and a step in an anchor stands once', () => {
  assert.equal(outlined(ACTION).length, 1);
  const shared = `on: push
jobs:
  one: { runs-on: x, steps: &steps [{ run: make }] }
  two: { runs-on: x, steps: *steps }
`;
  assert.deepEqual(outlined(CALLED, shared), ['one () «one»', '  Run make () «make»', 'two () «two»']);
});

test('a file that is not there has none', () => assert.deepEqual(outline(projectOf({}), RELEASE), []));
