import assert from 'node:assert/strict';
import { test } from 'node:test';
import { show } from '../value/text';
import { hole } from '../value/value';
import { parseScript } from './parse-script';
import { shellKind } from './shell-kind';
import { walkScript } from './walk-script';

const LOOPS: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an element of a list',
    'for t in "docker.io acme" "ghcr.io acme-io"; do p=($t); docker push ${p[0]}/${p[1]}/app; done',
    ['', 'docker push docker.io/acme/app', '', 'docker push ghcr.io/acme-io/app'],
  ],
  [
    'lines that are shared out among variables',
    "while read -r from to; do crane copy $from $to; done <<'EOF'\na:1 x/a:1\nb:1 x/b:1\nEOF",
    ['read -r from to', 'crane copy a:1 x/a:1', 'crane copy b:1 x/b:1'],
  ],
  [
    'lines that are shared out at a separator of their own',
    'while IFS=, read -r from to; do crane copy $from $to; done <<< "a:1,x/a:1"',
    ['read -r from to', 'crane copy a:1 x/a:1'],
  ],
  [
    'lines with more words than variables, or of which little is known',
    'while read -r from to; do crane copy $from $to; done <<< "a b c"\ndocker images | while read -r name tag; do docker push $name:$tag; done',
    [
      'read -r from to',
      'crane copy ${{ $from }} ${{ $to }}',
      'docker images',
      'read -r name tag',
      'docker push ${{ $name }}:${{ $tag }}',
    ],
  ],
];

for (const [name, script, expected] of LOOPS)
  test(`loops: ${name}`, () => {
    const { commands } = walkScript(parseScript(script, shellKind(undefined, 'linux')), {
      variable: () => undefined,
      expression: (body) => hole({ key: body, shown: body, reason: 'test' }),
    });
    assert.deepEqual(
      commands.map(({ words }) => words.map(({ value }) => show(value)).join(' ')),
      expected,
    );
  });
