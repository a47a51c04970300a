import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Analysis } from '../image/analysis';
import { applyEdits } from '../text/edit';
import { sourceFile } from '../text/source-file';
import { workflowOf } from '../workflow/workflow';
import { workspaceOf } from '../workspace';
import { defaultConfig } from './config';
import { rule } from './rule';
import { lintFile } from './runner';
import { suppressionEdit } from './suppression-edit';

/** Finds every `:latest`, so that a test says by its text where there is something to silence. */
const mutableTag = rule({
  id: 'mutable-tag',
  summary: 'Image is named by a tag that moves',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'workflow',
  failures: [],
  check({ file }, { report }) {
    for (const match of file.text.matchAll(/:latest/g))
      report({ at: { start: match.index, end: match.index + match[0].length }, message: 'this tag moves' });
  },
});

function analysisOf(text: string): Analysis {
  const file = sourceFile('.github/workflows/release.yml', text);
  return {
    workspace: workspaceOf([file]),
    file,
    workflow: workflowOf(file),
    action: undefined,
    runs: [],
    sites: [],
    jobs: [],
    steps: [],
    published: [],
  };
}

/** What is said, as `rule line: text`, one-based. */
function said(text: string): readonly string[] {
  const { findings } = lintFile(analysisOf(text), [mutableTag], defaultConfig);
  return findings.map(
    ({ rule: id, span }) =>
      `${id} ${text.slice(0, span.start).split('\n').length}: ${text.slice(span.start, span.end)}`,
  );
}

const job = 'on: push\njobs:\n  scan:\n    runs-on: ubuntu-latest-16\n    steps:\n';

describe('suppression comments', () => {
  it('cover their own line', () => {
    assert.deepEqual(
      said('env:\n  APP: acme/app:latest # plimsoll: allow[mutable-tag] rebuilt every night\n  BASE: alpine:latest\n'),
      ['mutable-tag 3: :latest'],
    );
  });

  it('cover the next line, and a whole step', () => {
    assert.deepEqual(
      said(
        'env:\n  A: b\n  # plimsoll: allow[mutable-tag] rebuilt every night\n  APP: acme/app:latest\n  BASE: alpine:latest\n',
      ),
      ['mutable-tag 5: :latest'],
    );
    assert.deepEqual(
      said(
        `${job}      # plimsoll: allow[mutable-tag] rebuilt every night\n      - name: Pull\n        run: |\n          docker pull acme/app:latest\n\n          docker pull alpine:latest\n      - run: docker pull busybox:latest\n`,
      ),
      ['mutable-tag 12: :latest'],
    );
  });

  it('cover the file when they stand before everything', () => {
    assert.deepEqual(
      said(
        '# Nightly.\n# plimsoll: allow[mutable-tag] rebuilt every night\n\non: push\nenv:\n  APP: acme/app:latest\n  BASE: alpine:latest\n',
      ),
      [],
    );
  });

  it('work inside a script, for the next command or their own line', () => {
    const script = (lines: string) => `${job}      - run: |\n${lines}`;
    assert.deepEqual(
      said(
        script(
          '          # plimsoll: allow[mutable-tag] rebuilt every night\n          docker pull \\\n            acme/app:latest\n          docker pull alpine:latest\n',
        ),
      ),
      ['mutable-tag 10: :latest'],
    );
    assert.deepEqual(
      said(
        script(
          '          docker pull acme/app:latest # plimsoll: allow[mutable-tag] rebuilt\n          docker pull alpine:latest\n',
        ),
      ),
      ['mutable-tag 8: :latest'],
    );
    assert.deepEqual(
      said(
        `${job}      - run: | # plimsoll: allow[mutable-tag] rebuilt every night\n          docker pull acme/app:latest\n          docker pull alpine:latest\n`,
      ),
      [],
    );
  });

  it('are no comments inside other text', () => {
    assert.deepEqual(said('env:\n  TEXT: "a # plimsoll: allow[mutable-tag] no :latest"\n'), ['mutable-tag 2: :latest']);
  });

  it('are findings where they are superfluous, unknown or without reason', () => {
    assert.deepEqual(said('env:\n  APP: acme/app:1.4 # plimsoll: allow[mutable-tag] rebuilt every night\n'), [
      'suppression-unused 2: mutable-tag',
    ]);
    assert.deepEqual(said('env:\n  APP: acme/app:latest # plimsoll: allow[mutable-tag, mutable-tga] rebuilt\n'), [
      'suppression-invalid 2: mutable-tga',
    ]);
    assert.deepEqual(said('env:\n  APP: acme/app:latest # plimsoll: allow[mutable-tag]\n'), [
      'suppression-without-reason 2: plimsoll: allow[mutable-tag]',
    ]);
    assert.deepEqual(said('env:\n  APP: acme/app:latest # plimsoll: allow[mutable-tag] reason\n'), [
      'suppression-without-reason 2: plimsoll: allow[mutable-tag] reason',
    ]);
    assert.deepEqual(said('env:\n  APP: acme/app:latest # plimsoll: ignore mutable-tag\n'), [
      'mutable-tag 2: :latest',
      'suppression-invalid 2: plimsoll: ignore mutable-tag',
    ]);
  });

  it('are not called superfluous in a file that cannot be read', () => {
    assert.deepEqual(
      said('env:\n  APP: acme/app:1.4 # plimsoll: allow[mutable-tag] rebuilt every night\n  B: [\n'),
      [],
    );
  });
});

describe('suppressionEdit', () => {
  /** The text after silencing the first finding; it must then be silent about that one and keep all other text. */
  function silenced(text: string): string {
    const analysis = analysisOf(text);
    const before = lintFile(analysis, [mutableTag], defaultConfig).findings.filter(
      ({ rule: id }) => id === 'mutable-tag',
    );
    const [first] = before;
    assert.ok(first);
    const result = applyEdits(text, suppressionEdit(analysis.file, first, 'rebuilt every night'));
    assert.ok(typeof result === 'string');
    const after = lintFile(analysisOf(result), [mutableTag], defaultConfig).findings.filter(
      ({ rule: id }) => id === 'mutable-tag',
    );
    assert.ok(after.length < before.length, `still ${after.map(({ message }) => message).join()} in\n${result}`);
    return result;
  }

  it('writes behind the line', () => {
    assert.equal(
      silenced('env:\n  APP: acme/app:latest\n  B: c\n'),
      'env:\n  APP: acme/app:latest # plimsoll: allow[mutable-tag] rebuilt every night\n  B: c\n',
    );
    assert.equal(
      silenced('env:\r\n  APP: acme/app:latest  \r\n'),
      'env:\r\n  APP: acme/app:latest # plimsoll: allow[mutable-tag] rebuilt every night  \r\n',
    );
  });

  it('writes above the step for a script', () => {
    assert.equal(
      silenced(`${job}      - name: Pull\n        run: |\n          docker pull acme/app:latest\n`),
      `${job}      # plimsoll: allow[mutable-tag] rebuilt every night\n      - name: Pull\n        run: |\n          docker pull acme/app:latest\n`,
    );
  });

  it('leaves a comment that is there alone', () => {
    assert.equal(
      silenced('on: push\r\nenv:\r\n  APP: acme/app:latest # the moving one\r\n'),
      'on: push\r\nenv:\r\n  # plimsoll: allow[mutable-tag] rebuilt every night\r\n  APP: acme/app:latest # the moving one\r\n',
    );
  });

  it('leaves a byte order mark at the beginning', () => {
    for (const end of ['\n', '\r\n'])
      assert.equal(
        silenced(`\uFEFFenv: { APP: 'acme/app:latest' } # ours${end}on: push${end}`),
        `\uFEFF# plimsoll: allow[mutable-tag] rebuilt every night${end}env: { APP: 'acme/app:latest' } # ours${end}on: push${end}`,
      );
  });

  it('joins a comment that addresses Plimsoll already', () => {
    assert.equal(
      silenced('env:\n  APP: acme/app:latest # plimsoll: allow[unsigned-image] internal\n'),
      'env:\n  APP: acme/app:latest # plimsoll: allow[unsigned-image, mutable-tag] internal\n',
    );
    silenced(
      `${job}      # plimsoll: allow[unsigned-image] internal\n      - run: |\n          docker pull acme/app:latest\n`,
    );
  });

  it('never puts a comment into quoted text of several lines', () => {
    const text = `${job}      - run: "docker pull acme/app:latest &&\n          docker pull x"\n`;
    assert.equal(
      silenced(text),
      text.replace('      - run', '      # plimsoll: allow[mutable-tag] rebuilt every night\n      - run'),
    );
  });
});
