import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACTION,
  CALLED,
  NAVIGATION,
  offsetOf,
  placeText,
  projectOf,
  RELEASE,
} from '../../test/kit/navigation-repository';
import { definition } from './definition';

const CASES: readonly (readonly [string, string, string])[] = [
  [RELEASE, 'digest: ${{ steps.pu<|>sh.outputs', 'release.yml: - id: «push»'],
  [RELEASE, "steps['sc<|>an']", 'release.yml: - id: «scan»'],
  [RELEASE, 'steps.Pu<|>sh', 'release.yml: - id: «push»'],
  [RELEASE, 'if: steps.pu<|>sh', 'release.yml: - id: «push»'],
  [RELEASE, 'digest: ${{ steps.push.outputs.dig<|>est', 'release.yml: - id: «push»'],
  [RELEASE, 'outputs.rep<|>ort', "action.yml: «report»: { value: '${{ steps.run.outputs.file }}' }"],
  [RELEASE, 'needs: [bui<|>ld]', 'release.yml: «build»:'],
  [RELEASE, 'needs.build<|>.outputs', 'release.yml: «build»:'],
  [RELEASE, 'needs.build.outputs.dig<|>est', 'release.yml: «digest»: ${{ steps.push.outputs.digest }}'],
  [RELEASE, 'needs.call.outputs.u<|>rl', 'called.yml: «url»:'],
  [RELEASE, 'inputs.le<|>vel !=', 'release.yml: «level»: { type: string }'],
  [RELEASE, 'github.event.inputs.le<|>vel', 'release.yml: «level»: { type: string }'],
  [RELEASE, 'tok<|>en: ${{', 'called.yml: «token»:'],
  [RELEASE, 'im<|>age: app', 'called.yml: «image»: { type: string }'],
  [RELEASE, './tools/<|>scan', 'action.yml: name: «scan»'],
  [RELEASE, 'workflows/call<|>ed.yml', 'called.yml: «workflow_call»:'],
  [CALLED, 'jobs.dep<|>loy', 'called.yml: «deploy»:'],
  [CALLED, 'secrets.tok<|>en', 'called.yml: «token»:'],
  [CALLED, '"lev<|>el"', 'action.yml: «level»: { default: high }'],
  [ACTION, 'inputs.im<|>age', 'action.yml: «image»: { required: true }'],
  [ACTION, 'steps.ru<|>n', 'action.yml: - id: «run»'],
  // What is asked of the place that declares it is that place, which makes editors offer the uses.
  [RELEASE, 'bui<|>ld:', 'release.yml: «build»:'],
];

for (const [path, piece, place] of CASES)
  test(`finds what ${piece} names`, () => assert.deepEqual(found(path, piece), [place]));

test('finds both declarations of an input that two triggers have', () => {
  const text = `on:
  workflow_call: { inputs: { tag: { type: string } } }
  workflow_dispatch: { inputs: { tag: { type: string } } }
jobs: { one: { runs-on: ubuntu-latest, steps: [{ run: 'echo \${{ inputs.tag }}' }] } }
`;
  const project = projectOf({ [RELEASE]: text });
  assert.equal(definition(project, RELEASE, offsetOf(text, 'inputs.ta<|>g')).length, 2);
});

test('finds nothing for words that name nothing here', () => {
  for (const piece of [
    'ubuntu-latest\n    if<|>',
    'docker/build-<|>push',
    'cosign <|>sign',
    'secrets.REGIS<|>TRY_TOKEN }}\n  after',
  ])
    assert.deepEqual(found(RELEASE, piece), [], piece);
});

function found(path: string, piece: string): readonly string[] {
  const project = projectOf(NAVIGATION);
  return definition(project, path, offsetOf(NAVIGATION[path] ?? '', piece)).map((one) => placeText(project, one));
}
