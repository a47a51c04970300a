import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { offsetOf, placeText, projectOf, RELEASE } from '../../../test/kit/navigation-repository';
import { applyEdits, isRefusal } from '../../core/text/edit';
import { definition } from '../definition';
import { references } from '../references';
import { rename } from '../rename';

/** A workflow whose step `set` runs a script, with a reader of its output `tag`. `run` is the value of `run:` as it is written. */
const workflow = (run: string, more = ''): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    outputs:
      tag: \${{ steps.set.outputs.tag }}
    steps:
      - id: set${more}
        run: ${run}
      - run: echo "tag=\${{ steps.set.outputs.tag }} other"
`;

const block = (...lines: readonly string[]): string => ['|', ...lines.map((line) => `          ${line}`)].join('\n');

const USE = 'outputs.t<|>ag }} other';

function defined(text: string): readonly string[] {
  const project = projectOf({ [RELEASE]: text });
  return definition(project, RELEASE, offsetOf(text, USE)).map((one) =>
    placeText(project, one).replace(/^release\.yml: /, ''),
  );
}

/** The text after the output has been renamed to `label`, or why it is not. */
function renamed(text: string): string {
  const edits = rename(projectOf({ [RELEASE]: text }), RELEASE, offsetOf(text, USE), 'label');
  assert.ok(edits !== undefined);
  if (isRefusal(edits)) return edits.refused;
  const after = applyEdits(text, edits.get(RELEASE) ?? []);
  assert.ok(typeof after === 'string');
  return after;
}

const WRITTEN: readonly (readonly [string, string, readonly string[]])[] = [
  ['a plain scalar', 'echo "tag=1" >> "$GITHUB_OUTPUT"', ['run: echo "«tag»=1" >> "$GITHUB_OUTPUT"']],
  ['a plain scalar without quotes', 'echo tag=$X >> $GITHUB_OUTPUT', ['run: echo «tag»=$X >> $GITHUB_OUTPUT']],
  ['a single-quoted scalar', `'echo ''tag=1'' >> "$GITHUB_OUTPUT"'`, [`run: 'echo ''«tag»=1'' >> "$GITHUB_OUTPUT"'`]],
  [
    'a double-quoted scalar',
    String.raw`"echo \"tag=1\"\t>> \"$GITHUB_OUTPUT\""`,
    [String.raw`run: "echo \"«tag»=1\"\t>> \"$GITHUB_OUTPUT\""`],
  ],
  ['a folded scalar', block('echo "tag=$X"', '>> "$GITHUB_OUTPUT"').replace('|', '>-'), ['echo "«tag»=$X"']],
  [
    'a block, in every branch',
    block(
      'if [ "$A" = b ]; then',
      '  echo "tag=a" >> "$GITHUB_OUTPUT"',
      'else',
      '  echo "tag=${{ github.sha }}" >> $GITHUB_OUTPUT',
      'fi',
    ),
    ['echo "«tag»=a" >> "$GITHUB_OUTPUT"', 'echo "«tag»=${{ github.sha }}" >> $GITHUB_OUTPUT'],
  ],
  [
    'a group',
    block('{', '  echo "other=1"', '  : nothing', '  echo "tag=2"', '} >> "${GITHUB_OUTPUT}"'),
    ['echo "«tag»=2"'],
  ],
  ['a here-document', block('cat >> "$GITHUB_OUTPUT" <<EOF', 'other=1', 'tag=$(date)', 'EOF'), ['«tag»=$(date)']],
  [
    'a value of several lines, not the lines of another',
    block(
      '{',
      '  echo "other<<END"',
      '  echo "tag=no"',
      '  git log',
      '  echo END',
      '  echo "tag<<$D"',
      '  git tag | sort',
      '  echo "${D}"',
      '} >> "$GITHUB_OUTPUT"',
    ),
    ['echo "«tag»<<$D"'],
  ],
  [
    'printf, in its format',
    `printf 'other=%s\\ntag=%s\\n' "$A" "$B" >> "$GITHUB_OUTPUT"`,
    [`run: printf 'other=%s\\n«tag»=%s\\n' "$A" "$B" >> "$GITHUB_OUTPUT"`],
  ],
  [
    'printf, in its words',
    `printf '%s\\n' "other=1" "tag=2" >> "$GITHUB_OUTPUT"`,
    [`run: printf '%s\\n' "other=1" "«tag»=2" >> "$GITHUB_OUTPUT"`],
  ],
  [
    'a line that two commands make',
    block(`printf 'tag=' >> "$GITHUB_OUTPUT"`, 'echo "$X" >> "$GITHUB_OUTPUT"'),
    [`printf '«tag»=' >> "$GITHUB_OUTPUT"`],
  ],
  ['tee', 'echo "tag=1" | tee -a "$GITHUB_OUTPUT"', ['run: echo "«tag»=1" | tee -a "$GITHUB_OUTPUT"']],
  ['the old command', 'echo "::set-output name=tag::$X"', ['run: echo "::set-output name=«tag»::$X"']],
  [
    'a function that writes one',
    block('write() {', '  echo "tag=1" >> "$GITHUB_OUTPUT"', '}', 'write'),
    ['echo "«tag»=1" >> "$GITHUB_OUTPUT"'],
  ],
  [
    'a text with escapes behind the name',
    `echo "tag={\\"a\\":1}" >> "$GITHUB_OUTPUT"`,
    [`run: echo "«tag»={\\"a\\":1}" >> "$GITHUB_OUTPUT"`],
  ],
];

describe('an output leads to the script that writes it', () => {
  for (const [says, run, places] of WRITTEN)
    for (const end of ['\n', '\r\n'])
      it(`in ${says}${end === '\n' ? '' : ', with Windows line ends'}`, () => {
        const text = workflow(run).replaceAll('\n', end);
        assert.deepEqual(defined(text), places);
        const other = renamed(text);
        const uses = places.length + 2;
        assert.equal(
          other,
          text
            .replaceAll('«', '')
            .split(/tag(?=\s\}\}|=(?!no|\$\{\{ steps)|<<|::)/)
            .join('label'),
        );
        assert.equal(other.split('label').length - 1, uses);
      });

  it('with all who read it', () => {
    const text = workflow('echo "tag=1" >> "$GITHUB_OUTPUT"');
    const project = projectOf({ [RELEASE]: text });
    const found = references(project, RELEASE, offsetOf(text, 'echo "t<|>ag=1'), { declarations: true });
    assert.deepEqual(
      found.map((one) => placeText(project, one).replace(/^release\.yml: /, '')),
      [
        'tag: ${{ steps.set.outputs.«tag» }}',
        'run: echo "«tag»=1" >> "$GITHUB_OUTPUT"',
        '- run: echo "tag=${{ steps.set.outputs.«tag» }} other"',
      ],
    );
  });
});

const UNSEEN: readonly (readonly [string, string, RegExp])[] = [
  [
    'a script of the repository runs',
    block('./build.sh', 'echo "tag=1" >> "$GITHUB_OUTPUT"'),
    /`\.\/build\.sh` may write outputs/,
  ],
  [
    'a program prints into the file',
    block('echo "tag=1" >> "$GITHUB_OUTPUT"', 'jq -r . x.json >> "$GITHUB_OUTPUT"'),
    /`jq -r \. x\.json` writes outputs that are not named here/,
  ],
  [
    'a name is worked out',
    block('echo "tag=1" >> "$GITHUB_OUTPUT"', 'echo "$K=2" >> "$GITHUB_OUTPUT"'),
    /name is worked out/,
  ],
  [
    'a function is told the name',
    block('put() { echo "$1=$2" >> "$GITHUB_OUTPUT"; }', 'put tag 1'),
    /name is worked out/,
  ],
  [
    'the file has another name too',
    block('echo "tag=1" >> "$GITHUB_OUTPUT"', 'OUT="$GITHUB_OUTPUT"'),
    /what is done with `GITHUB_OUTPUT`/,
  ],
  [
    'a value does not end',
    block('echo "tag<<END" >> "$GITHUB_OUTPUT"', 'echo 1 >> "$GITHUB_OUTPUT"'),
    /whose end is not found/,
  ],
  ['the name has an escape', `echo "t""ag=1" >> "$GITHUB_OUTPUT"`, /written with escapes/],
];

describe('an output is not renamed where', () => {
  for (const [says, run, reason] of UNSEEN) it(says, () => assert.match(renamed(workflow(run)), reason));

  it('another language writes it', () =>
    assert.match(
      renamed(workflow('Write-Output "tag=1" >> $env:GITHUB_OUTPUT', '\n        shell: pwsh')),
      /script for pwsh/,
    ));

  it('the runner has PowerShell', () =>
    assert.match(
      renamed(workflow('echo "tag=1" >> $env:GITHUB_OUTPUT').replace('ubuntu', 'windows')),
      /script for pwsh/,
    ));

  it('an action writes it', () => {
    const text = workflow('').replace('run: \n', 'uses: docker/build-push-action@v7\n');
    assert.match(renamed(text), /`docker\/build-push-action@v7` writes it, an action that is not here/);
    assert.deepEqual(defined(text), ['- id: «set»']);
  });

  it('nothing writes it', () => assert.match(renamed(workflow("'true'")), /declares this output/));

  it('an anchor has the script twice', () => {
    const text = `${workflow('&script echo "tag=1" >> "$GITHUB_OUTPUT"')}      - run: *script\n`;
    assert.match(renamed(text), /anchor/);
  });

  it('another output of the step has the name', () => {
    const text = workflow(block('echo "tag=1" >> "$GITHUB_OUTPUT"', 'echo "label=1" >> "$GITHUB_OUTPUT"'));
    assert.match(renamed(text), /another output/);
  });

  it('an expression cannot be read', () =>
    assert.match(
      renamed(`${workflow('echo "tag=1" >> "$GITHUB_OUTPUT"')}      - run: echo \${{ steps.set.outputs.tag. }}\n`),
      /cannot be read/,
    ));
});
