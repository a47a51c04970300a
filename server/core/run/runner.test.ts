import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, openProject } from '../index';
import { sourceFile } from '../text/source-file';
import { holes, show } from '../value/text';
import type { Value } from '../value/value';
import { workspaceOf } from '../workspace';

const PATH = '.github/workflows/a.yml';

/** What `runner.os` and `runner.arch` are in a job with these keys, with what they may be where that is several. */
function runner(keys: string): readonly string[] {
  const text = `on: push\njobs:\n  a:\n${keys.replace(/^/gm, '    ')}\n    steps:\n      - run: docker push acme/$RUNNER_OS:\${{ runner.arch }}\n`;
  const analysis = analysisOf(openProject(workspaceOf([sourceFile(PATH, text)], { complete: true })), PATH);
  const [step] = analysis?.runs[0]?.jobs[0]?.steps ?? [];
  assert.ok(step);
  const said = (value: Value | undefined): string => {
    const domain = value === undefined ? undefined : holes(value)[0]?.domain;
    return domain === undefined ? (value === undefined ? '' : show(value)) : domain.join('|');
  };
  return [step.variable('RUNNER_OS'), step.scope.lookup(['runner', 'arch'])].map((value) =>
    said(value as Value | undefined),
  );
}

const MATRIX = (list: string): string => `strategy: {matrix: {os: [${list}]}}\nruns-on: \${{ matrix.os }}`;

const JOBS: readonly (readonly [string, string, string])[] = [
  ['runs-on: ubuntu-latest', 'Linux', 'X64'],
  ['runs-on: ubuntu-slim', 'Linux', 'X64'],
  ['runs-on: ubuntu-24.04-arm', 'Linux', 'ARM64'],
  ['runs-on: windows-2025', 'Windows', 'X64'],
  ['runs-on: windows-11-arm', 'Windows', 'ARM64'],
  ['runs-on: macos-latest', 'macOS', 'ARM64'],
  ['runs-on: macos-15-intel', 'macOS', 'X64'],
  ['runs-on: macos-14-large', 'macOS', 'X64'],
  ['runs-on: macos-13-xlarge', 'macOS', 'ARM64'],
  ['runs-on: macos-13', 'macOS', 'X64'],
  ['runs-on: [self-hosted, linux, gpu]', 'Linux', ''],
  ['runs-on: self-hosted', '', ''],
  ['runs-on: ubuntu-latest-8-cores', '', ''],
  ['runs-on: ${{ vars.RUNNER }}', '', ''],
  ['container: alpine\nruns-on: ubuntu-latest', 'Linux', 'X64'],
  [MATRIX('ubuntu-22.04, ubuntu-24.04'), 'Linux', 'X64'],
  [MATRIX('ubuntu-24.04, ubuntu-24.04-arm'), 'Linux', 'X64|ARM64'],
  [MATRIX('ubuntu-24.04, windows-latest, macos-14'), 'Linux|Windows|macOS', 'X64|ARM64'],
  [MATRIX('ubuntu-24.04, big-machine'), '', ''],
];

for (const [keys, os, arch] of JOBS)
  test(`runner of ${keys.replace(/\n/g, ', ')}`, () => assert.deepEqual(runner(keys), [os, arch]));
