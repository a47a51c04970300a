import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProject } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { definition } from './definition';

const PATH = '.github/workflows/release.yml';
const CALLED = '.github/workflows/called.yml';
const ACTION = 'tools/scan/action.yml';
const RELEASE = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    outputs:
      digest: \${{ steps.push.outputs.digest }}
    steps:
      - id: push
        uses: docker/build-push-action@v7
      - uses: ./tools/scan
  sign:
    needs: [build]
    runs-on: ubuntu-latest
    steps:
      - run: cosign sign x@\${{ needs.build.outputs.digest }}
  call:
    uses: ./.github/workflows/called.yml
`;

const CASES: readonly (readonly [string, string, string])[] = [
  ['steps.pu<|>sh.outputs', PATH, 'push'],
  ['needs: [bui<|>ld]', PATH, 'build'],
  ['needs.build<|>.outputs', PATH, 'build'],
  ['./tools/<|>scan', ACTION, ''],
  ['workflows/call<|>ed.yml', CALLED, ''],
];

for (const [piece, path, text] of CASES)
  test(`finds what ${piece} names`, () => assert.deepEqual(found(piece), [path, text]));

test('finds nothing for words that name nothing here', () => {
  for (const piece of ['ubuntu-<|>latest', 'docker/build-<|>push', 'cosign <|>sign', '  bui<|>ld:'])
    assert.equal(found(piece), undefined, piece);
});

function found(piece: string): readonly [string, string] | undefined {
  const at = RELEASE.indexOf(piece.replace('<|>', ''));
  assert.ok(at >= 0, piece);
  const files = [
    sourceFile(PATH, RELEASE),
    sourceFile(CALLED, 'on: workflow_call\njobs: {}\n'),
    sourceFile(ACTION, 'runs: { using: composite, steps: [] }\n'),
  ];
  const target = definition(openProject(workspaceOf(files, { complete: true })), PATH, at + piece.indexOf('<|>'));
  return target === undefined ? undefined : [target.path, RELEASE.slice(target.span.start, target.span.end)];
}
