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
import { references } from './references';

interface Case {
  readonly says: string;
  readonly path: string;
  readonly piece: string;
  /** The first is the place that declares it, where there is one. */
  readonly places: readonly string[];
}

const CASES: readonly Case[] = [
  {
    says: 'a job, in `needs` and in expressions',
    path: RELEASE,
    piece: 'needs: [bui<|>ld]',
    places: [
      'release.yml: «build»:',
      'release.yml: needs: [«build»]',
      "release.yml: if: needs.«build».result == 'success'",
      'release.yml: - run: cosign sign x@${{ needs.«build».outputs.digest }}',
      'release.yml: needs: «build»',
    ],
  },
  {
    says: 'a step in its job only, in any case',
    path: RELEASE,
    piece: 'steps.Pu<|>sh',
    places: [
      'release.yml: - id: «push»',
      'release.yml: digest: ${{ steps.«push».outputs.digest }}',
      "release.yml: if: steps.«push».outcome == 'success' && inputs.level != ''",
      'release.yml: image: ghcr.io/acme/app@${{ steps.«Push».outputs.digest }}',
    ],
  },
  {
    says: 'a step that nobody names',
    path: RELEASE,
    piece: 'id: no<|>te',
    places: ['release.yml: - id: «note»'],
  },
  {
    says: "a job's output",
    path: RELEASE,
    piece: 'dig<|>est: ${{',
    places: [
      'release.yml: «digest»: ${{ steps.push.outputs.digest }}',
      'release.yml: - run: cosign sign x@${{ needs.build.outputs.«digest» }}',
    ],
  },
  {
    says: "a reusable workflow's output, in its callers",
    path: CALLED,
    piece: 'ur<|>l:',
    places: [
      'called.yml: «url»:',
      'release.yml: - run: echo ${{ needs.call.outputs.«url» }} ${{ secrets.REGISTRY_TOKEN }}',
    ],
  },
  {
    says: "a reusable workflow's input, not the action's of the same name",
    path: CALLED,
    piece: 'inputs.im<|>age',
    places: [
      'called.yml: «image»: { type: string }',
      `called.yml: with: { image: '\${{ inputs.«image» }}', "level": low }`,
      'release.yml: «image»: app',
    ],
  },
  {
    says: "a reusable workflow's secret",
    path: RELEASE,
    piece: 'tok<|>en: ${{',
    places: [
      'called.yml: «token»:',
      "called.yml: env: { TOKEN: '${{ secrets.«token» }}' }",
      'release.yml: «token»: ${{ secrets.REGISTRY_TOKEN }}',
    ],
  },
  {
    says: "an action's input, in all that use it",
    path: ACTION,
    piece: 'lev<|>el: {',
    places: [
      'action.yml: «level»: { default: high }',
      `action.yml: run: trivy image --severity '\${{ inputs.«level» }}' '\${{ inputs.image }}'`,
      `called.yml: with: { image: '\${{ inputs.image }}', "«level»": low }`,
    ],
  },
  {
    says: "an action's output",
    path: ACTION,
    piece: 'rep<|>ort:',
    places: [
      "action.yml: «report»: { value: '${{ steps.run.outputs.file }}' }",
      `release.yml: report: "\${{ steps['scan'].outputs.«report» }}"`,
    ],
  },
  {
    says: 'an input of a start by hand',
    path: RELEASE,
    piece: 'lev<|>el: {',
    places: [
      'release.yml: «level»: { type: string }',
      "release.yml: if: steps.push.outcome == 'success' && inputs.«level» != ''",
      'release.yml: run: echo ${{ github.event.inputs.«level» }}',
    ],
  },
  {
    says: 'a reusable workflow',
    path: CALLED,
    piece: 'workflow<|>_call',
    places: ['called.yml: «workflow_call»:', 'release.yml: uses: «./.github/workflows/called.yml»'],
  },
  {
    says: 'an action',
    path: CALLED,
    piece: './tools/<|>scan',
    places: ['action.yml: name: «scan»', 'called.yml: uses: «./tools/scan»', 'release.yml: uses: «./tools/scan»'],
  },
];

for (const { says, path, piece, places } of CASES)
  test(`finds ${says}`, () => {
    const offset = offsetOf(NAVIGATION[path] ?? '', piece);
    const project = projectOf(NAVIGATION);
    const found = (declarations: boolean): readonly string[] =>
      references(project, path, offset, { declarations }).map((one) => placeText(project, one));
    assert.deepEqual([...found(true)].sort(), [...places].sort());
    assert.deepEqual([...found(false)].sort(), places.slice(1).sort());
  });

test('finds the uses of an action in actions that no workflow uses', () => {
  const unused = 'runs:\n  using: composite\n  steps:\n    - uses: ./tools/scan\n      with: { level: low }\n';
  const project = projectOf({ ...NAVIGATION, 'tools/all/action.yaml': unused });
  const found = (piece: string): readonly string[] =>
    references(project, ACTION, offsetOf(NAVIGATION[ACTION] ?? '', piece), { declarations: false })
      .filter(({ path }) => path.startsWith('tools/all'))
      .map((one) => placeText(project, one));
  assert.deepEqual(found('name: sc<|>an'), ['action.yaml: - uses: «./tools/scan»']);
  assert.deepEqual(found('le<|>vel: { default'), ['action.yaml: with: { «level»: low }']);
});

test('finds a secret of the repository wherever it is read', () => {
  const project = projectOf(NAVIGATION);
  const offset = offsetOf(NAVIGATION[RELEASE] ?? '', 'secrets.REGIS<|>TRY_TOKEN }}\n  after');
  assert.deepEqual(
    references(project, RELEASE, offset, { declarations: true }).map((one) => placeText(project, one)),
    [
      'release.yml: token: ${{ secrets.«REGISTRY_TOKEN» }}',
      'release.yml: - run: echo ${{ needs.call.outputs.url }} ${{ secrets.«REGISTRY_TOKEN» }}',
    ],
  );
});
