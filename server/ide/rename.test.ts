import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACTION, CALLED, NAVIGATION, offsetOf, projectOf, RELEASE } from '../../test/kit/navigation-repository';
import { openProject } from '../core/index';
import { applyEdits, isRefusal } from '../core/text/edit';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';
import { prepareRename, type Renaming, rename } from './rename';

type Files = Readonly<Record<string, string>>;

/** The lines that a renaming makes, or why it makes none. */
function renamed(files: Files, path: string, piece: string, name: string): readonly string[] | string {
  const project = projectOf(files);
  const edits = rename(project, path, offsetOf(files[path] ?? '', piece), name);
  if (edits === undefined) return 'no name';
  if (isRefusal(edits)) return edits.refused;
  return [...edits].flatMap(([changed, list]) => {
    const before = files[changed] ?? '';
    const after = applyEdits(before, list);
    assert.ok(typeof after === 'string');
    const old = before.split('\n');
    return after
      .split('\n')
      .filter((line, index) => line !== old[index])
      .map((line) => line.trim());
  });
}

interface Case {
  readonly says: string;
  readonly path: string;
  readonly piece: string;
  readonly name: string;
  readonly lines: readonly string[];
}

const CASES: readonly Case[] = [
  {
    says: 'a job with `needs` in all their forms',
    path: RELEASE,
    piece: 'needs: [bui<|>ld]',
    name: 'image',
    lines: [
      'image:',
      'needs: [image]',
      "if: needs.image.result == 'success'",
      '- run: cosign sign x@${{ needs.image.outputs.digest }}',
      'needs: image',
    ],
  },
  {
    says: 'a step of one job, from a use in quotes',
    path: RELEASE,
    piece: "steps['sc<|>an']",
    name: 'look',
    lines: [`report: "\${{ steps['look'].outputs.report }}"`, '- id: look'],
  },
  {
    says: 'a step that is named in another case',
    path: RELEASE,
    piece: 'steps.Pu<|>sh',
    name: 'PUSH',
    lines: [
      'digest: ${{ steps.PUSH.outputs.digest }}',
      '- id: PUSH',
      "if: steps.PUSH.outcome == 'success' && inputs.level != ''",
      'image: ghcr.io/acme/app@${{ steps.PUSH.outputs.digest }}',
    ],
  },
  {
    says: 'an output of a job',
    path: RELEASE,
    piece: 'needs.build.outputs.dig<|>est',
    name: 'image-digest',
    lines: [
      'image-digest: ${{ steps.push.outputs.digest }}',
      '- run: cosign sign x@${{ needs.build.outputs.image-digest }}',
    ],
  },
  {
    says: 'the job of a reusable workflow that its outputs read',
    path: CALLED,
    piece: 'jobs.dep<|>loy',
    name: 'ship',
    lines: ['value: ${{ jobs.ship.outputs.place }}', 'ship:'],
  },
  {
    says: "a reusable workflow's input in its callers",
    path: CALLED,
    piece: 'image<|>: { type',
    name: 'reference',
    lines: [
      'reference: { type: string }',
      `with: { image: '\${{ inputs.reference }}', "level": low }`,
      'reference: app',
    ],
  },
  {
    says: "a reusable workflow's output from its caller",
    path: RELEASE,
    piece: 'needs.call.outputs.u<|>rl',
    name: 'address',
    lines: ['address:', '- run: echo ${{ needs.call.outputs.address }} ${{ secrets.REGISTRY_TOKEN }}'],
  },
  {
    says: "a reusable workflow's secret, but not the repository's",
    path: CALLED,
    piece: 'secrets.tok<|>en',
    name: 'password',
    lines: ['password:', "env: { TOKEN: '${{ secrets.password }}' }", 'password: ${{ secrets.REGISTRY_TOKEN }}'],
  },
  {
    says: "a composite action's input in quotes",
    path: CALLED,
    piece: '"lev<|>el"',
    name: 'severity',
    lines: [
      `with: { image: '\${{ inputs.image }}', "severity": low }`,
      'severity: { default: high }',
      `run: trivy image --severity '\${{ inputs.severity }}' '\${{ inputs.image }}'`,
    ],
  },
  {
    says: "a composite action's output",
    path: ACTION,
    piece: 'rep<|>ort:',
    name: 'result',
    lines: [`report: "\${{ steps['scan'].outputs.result }}"`, "result: { value: '${{ steps.run.outputs.file }}' }"],
  },
];

describe('renames', () => {
  for (const { says, path, piece, name, lines } of CASES)
    it(says, () => assert.deepEqual([...renamed(NAVIGATION, path, piece, name)].sort(), [...lines].sort()));

  it('nothing where the name stays', () => assert.deepEqual(renamed(NAVIGATION, RELEASE, 'id: no<|>te', 'note'), []));
});

/** A workflow with a use of the job `build` or its step `push` in another way. */
const OTHER = (use: string): Files => ({
  [RELEASE]: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: { digest: '\${{ steps.push.outputs.digest }}' }
    steps: [{ id: push, uses: docker/build-push-action@v7 }, { id: note, run: 'true' }]
  sign:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: cosign sign x@\${{ needs.build.outputs.digest }}
      - run: ${use}
`,
});

const JOB = 'needs: bui<|>ld';
const OUTPUT = 'needs.build.outputs.dig<|>est }}\n';

const REFUSED: readonly (readonly [string, Files, string, string, string, RegExp])[] = [
  ['a name with a space', NAVIGATION, RELEASE, 'id: no<|>te', 'a note', /no valid name/],
  ['a name that starts with a digit', NAVIGATION, RELEASE, 'id: no<|>te', '1st', /no valid name/],
  ['a name that YAML reads as a value', NAVIGATION, RELEASE, 'id: no<|>te', 'true', /YAML reads/],
  ['a reserved name of a step', NAVIGATION, RELEASE, 'id: no<|>te', '__note', /reserved/],
  ['a reserved name of a secret', NAVIGATION, CALLED, 'secrets.tok<|>en', 'github_pat', /reserved/],
  ['a name that is too long', NAVIGATION, RELEASE, 'id: no<|>te', 'n'.repeat(100), /shorter/],
  ['a name that is taken in another case', NAVIGATION, RELEASE, 'id: no<|>te', 'PUSH', /another step .*line 13/],
  ['the name of another job', NAVIGATION, RELEASE, 'needs: [bui<|>ld]', 'after', /another job/],
  [
    'what an action outputs',
    NAVIGATION,
    RELEASE,
    'digest: ${{ steps.push.outputs.dig<|>est',
    'x',
    /an action that is not/,
  ],
  ['a secret of the repository', NAVIGATION, RELEASE, 'secrets.REGIS<|>TRY_TOKEN }}\n  after', 'x', /in its settings/],
  ['a workflow', NAVIGATION, RELEASE, 'workflows/call<|>ed.yml', 'x', /rename the file/],
  [
    'a job all of whose kind are read',
    OTHER('echo ${{ toJSON(needs) }}'),
    RELEASE,
    JOB,
    'x',
    /`needs` is read as a whole.*line 12/,
  ],
  [
    'a job that may be picked in the run',
    OTHER('echo ${{ needs[github.job].result }}'),
    RELEASE,
    JOB,
    'x',
    /worked out/,
  ],
  [
    'an output that may be picked in the run',
    OTHER('echo ${{ needs.build.outputs[github.job] }}'),
    RELEASE,
    OUTPUT,
    'x',
    /worked out/,
  ],
  ['an output of all jobs', OTHER('echo ${{ join(needs.*.outputs.digest) }}'), RELEASE, OUTPUT, 'x', /worked out/],
  [
    'outputs that are read as a whole',
    OTHER('echo ${{ toJSON(needs.build.outputs) }}'),
    RELEASE,
    OUTPUT,
    'x',
    /as a whole/,
  ],
  [
    'a name in an expression that cannot be read',
    OTHER('echo ${{ needs.build. }}'),
    RELEASE,
    JOB,
    'x',
    /cannot be read/,
  ],
  [
    'steps that are picked in the run',
    { [RELEASE]: (OTHER('true')[RELEASE] ?? '').replace("'${{ steps.push.", "'${{ steps[fromJSON(env.STEP)].") },
    RELEASE,
    'id: no<|>te',
    'x',
    /worked out/,
  ],
  [
    'a step in a YAML anchor that is used twice',
    {
      [RELEASE]:
        'on: push\njobs:\n  one: { runs-on: x, steps: &steps [{ id: note, run: "true" }] }\n  two: { runs-on: x, steps: *steps }\n',
    },
    RELEASE,
    'id: no<|>te',
    'x',
    /anchor/,
  ],
  [
    'a job in a file with a syntax error',
    { [RELEASE]: `${OTHER('true')[RELEASE] ?? ''}  last: { runs-on: [x\n` },
    RELEASE,
    JOB,
    'x',
    /syntax error/,
  ],
  [
    'a secret that callers inherit',
    { ...NAVIGATION, [RELEASE]: (NAVIGATION[RELEASE] ?? '').replace(/secrets:\n {6}token: .*/, 'secrets: inherit') },
    CALLED,
    'secrets.tok<|>en',
    'x',
    /inherit/,
  ],
  [
    "a secret that is the repository's on other starts",
    { ...NAVIGATION, [CALLED]: (NAVIGATION[CALLED] ?? '').replace('on:', 'on:\n  push:') },
    CALLED,
    'secrets.tok<|>en',
    'x',
    /on `push`/,
  ],
  [
    'an input that a program reads',
    { ...NAVIGATION, [ACTION]: (NAVIGATION[ACTION] ?? '').replace('composite', 'node24') },
    CALLED,
    '"lev<|>el"',
    'x',
    /program/,
  ],
  [
    'an input of an action that is not here',
    { [RELEASE]: NAVIGATION[RELEASE] ?? '' },
    RELEASE,
    'im<|>age: app',
    'x',
    /declares this input/,
  ],
];

describe('refuses to rename', () => {
  for (const [says, files, path, piece, name, reason] of REFUSED)
    it(says, () => assert.match(String(renamed(files, path, piece, name)), reason));

  it('an input of a workflow that another calls at a ref of this repository', () => {
    const files: Files = { ...NAVIGATION, '.github/workflows/other.yml': PINNED };
    const project = projectOf(files, { repository: 'acme/app' });
    const offset = offsetOf(files[CALLED] ?? '', 'image<|>: { type');
    const found = prepareRename(project, CALLED, offset);
    assert.ok(found !== undefined && isRefusal(found));
    assert.match(found.refused, /at that ref .*other\.yml, line 4/);
    assert.ok(!isRefusal(prepareRename(projectOf(files, { repository: 'acme/other' }), CALLED, offset) as Renaming));
  });
});

describe('refuses to rename an input of a start by hand', () => {
  const files = (script: string): Files => ({
    ...NAVIGATION,
    '.github/workflows/nightly.yml': `on: schedule\njobs: { start: { runs-on: x, steps: [{ run: "${script}" }] } }\n`,
  });
  for (const script of [
    'gh workflow run release.yml -f level=high',
    'gh api repos/acme/app/actions/workflows/release.yml/dispatches -f inputs[level]=high',
    "github.rest.actions.createWorkflowDispatch({ workflow_id: 'release.yml', inputs: { level: 'high' } })",
  ])
    it(`that \`${script}\` names`, () =>
      assert.match(String(renamed(files(script), RELEASE, 'lev<|>el: {', 'x')), /script that starts the workflow/));

  for (const script of ['gh workflow run release.yml -f other=high', 'gh workflow run called.yml -f level=high'])
    it(`but not one that \`${script}\` does not name`, () =>
      assert.equal(renamed(files(script), RELEASE, 'lev<|>el: {', 'x').length, 3));
});

it('renames nothing before all workflows are known', () => {
  const text = NAVIGATION[RELEASE] ?? '';
  const project = openProject(workspaceOf([sourceFile(RELEASE, text)]));
  const found = rename(project, RELEASE, offsetOf(text, 'id: no<|>te'), 'x');
  assert.match((found as { refused: string }).refused, /have not been read yet/);
});

const PINNED = `on: push
jobs:
  call:
    uses: Acme/app/.github/workflows/called.yml@v1
    with: { image: app }
`;

describe('before a rename', () => {
  const prepared = (files: Files, piece: string) =>
    prepareRename(projectOf(files), RELEASE, offsetOf(files[RELEASE] ?? '', piece));

  it('the name at the place is given, without quotes', () => {
    const { span, name } = prepared(NAVIGATION, "steps['sc<|>an']") as Renaming;
    assert.equal(name, 'scan');
    assert.equal(NAVIGATION[RELEASE]?.slice(span.start, span.end), 'scan');
  });

  it('a reason is given where it cannot be done', () => {
    const found = prepared(OTHER('echo ${{ toJSON(needs) }}'), JOB);
    assert.match((found as { refused: string }).refused, /^This job cannot be renamed: /);
  });

  it('nothing is said of what is no name', () =>
    assert.equal(prepared(NAVIGATION, 'ubuntu-latest\n    if<|>'), undefined));

  it('a whole read that depends on no name is no obstacle', () => {
    const found = prepared(OTHER("echo ${{ contains(needs.*.result, 'failure') }}"), JOB);
    assert.equal((found as Renaming).name, 'build');
  });
});
