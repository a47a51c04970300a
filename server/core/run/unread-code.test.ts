import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScript } from '../shell/parse-script';
import { shellKind } from '../shell/shell-kind';
import { walkScript } from '../shell/walk-script';
import { unknown } from '../value/value';
import { runsUnreadCode } from './unread-code';

/** Programs that are harmless by themselves and run something else here. */
const RUN = [
  'cargo xtask tag',
  'cargo +nightly run',
  'dotnet gitversion /output buildserver',
  'dotnet build',
  'dotnet tool run nbgv cloud',
  'bundle exec rake version',
  'composer release',
  "find . -name '*.sh' -exec {} ';'",
  'trap ./finish.sh EXIT',
  'terraform plan',
];

/** Whether a script may write outputs that nobody reads here. */
function unread(script: string): boolean {
  return walkScript(parseScript(script, shellKind(undefined, 'linux')), {
    variable: () => undefined,
    expression: () => unknown('test'),
    unread: runsUnreadCode,
  }).opaqueOutputs;
}

test('scripts, interpreters and what a runner runs are not read', () => {
  for (const script of ['./build.sh', 'make image', 'python tool.py', 'go run ./cmd/tool', '$TOOL run', ...RUN])
    assert.equal(unread(script), true, script);
});

test('known programs are, with arguments or without', () => {
  for (const script of [
    'date',
    'true',
    'sort $LIST',
    'go build ./cmd/tool',
    'cargo build',
    'cargo +nightly build',
    'dotnet restore',
    'find . -name x',
    'docker build .',
  ])
    assert.equal(unread(script), false, script);
});
