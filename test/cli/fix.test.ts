import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { plimsoll, reportOf } from '../kit/command-line';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { root as project } from '../kit/root';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

let made: readonly TemporaryRepository[] = [];

function folder(files: Readonly<Record<string, string>>): TemporaryRepository {
  const one = temporaryRepository(files);
  made = [...made, one];
  return one;
}

afterEach(() => {
  for (const one of made) one.remove();
  made = [];
});

const WORKFLOWS = ['.github/workflows/image.yml', RELEASE];

describe('lint --fix', () => {
  const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

  it('applies safe fixes, says which file it changed, and changes nothing when called again', () => {
    const { root } = folder({ [RELEASE]: PUBLISHING });
    const first = plimsoll(root, 'lint', '--fix', '--format', 'json');
    assert.equal(first.err, `plimsoll: fixed ${RELEASE}\n`);
    assert.ok(text(root, RELEASE).includes('packages: write'));
    assert.ok(
      reportOf(first).findings.every(({ rule, fix }) => rule !== 'missing-packages-write' && fix?.safety !== 'safe'),
    );
    const fixed = text(root, RELEASE);
    const second = plimsoll(root, 'lint', '--fix', '--format', 'json');
    assert.deepEqual([second.err, text(root, RELEASE)], ['', fixed]);
    assert.deepEqual(reportOf(second), reportOf(first));
  });

  it('may be given twice, and the last one counts', () => {
    const { root } = folder({ [RELEASE]: PUBLISHING });
    const called = plimsoll(root, 'lint', '--fix', '--fix=review', '--format', 'json');
    assert.equal(called.err, `plimsoll: fixed ${RELEASE}\n`);
    assert.ok(reportOf(called).findings.every(({ fix }) => fix === null));
    assert.match(plimsoll(root, 'lint', '--', '--fix').err, /no file or folder `--fix`/);
  });

  it('changes no permissions that another job has through an alias', () => {
    const permissions = `on: push
jobs:
  docs:
    runs-on: ubuntu-latest
    permissions: &own
      contents: write
    steps:
      - uses: actions/checkout@v7
      - run: git push origin HEAD:docs
  greet:
    runs-on: ubuntu-latest
    permissions: *own
    steps:
      - run: echo hello
`;
    const path = '.github/workflows/docs.yml';
    const { root } = folder({ [path]: permissions, '.github/plimsoll.yml': 'profile: strict\n' });
    const { err } = plimsoll(root, 'lint', '--fix=review');
    assert.equal(text(root, path), permissions);
    assert.match(err, /permissions-unused-write in \S+ was not fixed: it is shared through a YAML anchor/);
  });

  it('leaves a file alone that is not UTF-8, and says so', () => {
    const { root } = folder({ [RELEASE]: PUBLISHING });
    const bytes = Buffer.concat([Buffer.from(PUBLISHING), Buffer.from([0x23, 0x20, 0xe9, 0x0a])]);
    writeFileSync(join(root, RELEASE), bytes);
    const called = plimsoll(root, 'lint', '--fix');
    assert.match(called.err, /release\.yml was not changed: it is not UTF-8 text\n/);
    assert.ok(readFileSync(join(root, RELEASE)).equals(bytes));
    assert.match(called.out, /error\[missing-packages-write\]/);
  });

  it('keeps Windows line ends and a byte order mark', () => {
    const { root } = folder({ [RELEASE]: `\uFEFF${PUBLISHING.replaceAll('\n', '\r\n')}` });
    plimsoll(root, 'lint', '--fix=review');
    const fixed = text(root, RELEASE);
    assert.ok(fixed.startsWith('\uFEFFon:\r\n'));
    assert.doesNotMatch(fixed, /[^\r]\n/);
    assert.ok(fixed.includes('packages: write\r\n'));
  });

  it('makes the fixes of a job one after the other, so that none does again what another has done', () => {
    const attest = `      - uses: actions/attest@v4
        with:
          subject-name: ghcr.io/acme/app
          subject-digest: \${{ steps.build.outputs.digest }}
          push-to-registry: true
`;
    const { root } = folder({
      [RELEASE]: `on: push
jobs:
  release:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      packages: write
      id-token: write
      attestations: write
    steps:
      - uses: docker/login-action@v4
        with:
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - id: build
        uses: docker/build-push-action@v7
        with:
          push: true
          tags: ghcr.io/acme/app:1.4
${attest}${attest}`,
    });
    plimsoll(root, 'lint', '--fix=review');
    const fixed = text(root, RELEASE);
    assert.equal(fixed.match(/docker\/login-action@/g)?.length, 1);
    assert.ok(fixed.includes('          registry: ghcr.io\n'));
  });

  it('mends a file outside the workflows where it stands', () => {
    const { root } = folder({ 'template.yml': PUBLISHING, '.github/workflows/template.yml': 'on: push\njobs: {}\n' });
    const called = plimsoll(root, 'lint', '--fix', 'template.yml');
    assert.equal(called.err, 'plimsoll: fixed template.yml\n');
    assert.ok(text(root, 'template.yml').includes('packages: write'));
    assert.equal(text(root, '.github/workflows/template.yml'), 'on: push\njobs: {}\n');
  });

  for (const level of ['--fix', '--fix=review']) {
    for (const newline of ['\n', '\r\n']) {
      it(`${level} mends the example with ${newline === '\n' ? 'Unix' : 'Windows'} line ends, once and for all`, () => {
        const { root, write } = folder({});
        cpSync(join(project, 'examples/ferry'), root, { recursive: true });
        for (const path of WORKFLOWS) write(path, text(root, path).replaceAll('\n', newline));
        const before = reportOf(plimsoll(root, 'lint', '--format', 'json'));
        const comments = WORKFLOWS.flatMap((path) => text(root, path).match(/#.*/g) ?? []);
        const first = plimsoll(root, 'lint', level, '--format', 'json');
        const mended = level === '--fix' ? ['safe'] : ['safe', 'review'];
        const refused = first.err.split('\n').filter((line) => line.includes('was not fixed'));
        const left = reportOf(first).findings.filter(({ fix }) => fix !== null && mended.includes(fix.safety));
        // What is left with a fix is exactly what the program says it did not dare to mend.
        assert.deepEqual(
          [...new Set(left.map(({ rule }) => rule))],
          [...new Set(refused.map((line) => line.split(' ')[1]))],
        );
        assert.ok(reportOf(first).findings.length < before.findings.length);
        const texts = WORKFLOWS.map((path) => text(root, path));
        for (const one of texts) assert.doesNotMatch(one, newline === '\n' ? /\r/ : /[^\r]\n/);
        for (const comment of comments)
          assert.ok(
            texts.some((one) => one.includes(comment.trimEnd())),
            comment,
          );
        const second = plimsoll(root, 'lint', level, '--format', 'json');
        assert.doesNotMatch(second.err, /: fixed /);
        assert.deepEqual([reportOf(second), WORKFLOWS.map((path) => text(root, path))], [reportOf(first), texts]);
      });
    }
  }

  it('finds nothing to mend in the mended example', () => {
    const { root } = folder({});
    cpSync(join(project, 'examples/ferry-mended'), root, { recursive: true });
    const { findings } = reportOf(plimsoll(root, 'lint', '--fix', '--format', 'json'));
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error' || severity === 'warning'),
      [],
    );
  });
});
