import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, show } from '../value/text';
import { hole, known } from '../value/value';
import { parseScript } from './parse-script';
import { shellKind } from './shell-kind';
import { walkScript } from './walk-script';

const REFERENCE = concat([
  hole({ key: 'name', shown: 'name', reason: 'test', lacks: ['@'] }),
  known('@'),
  hole({ key: 'digest', shown: 'digest', reason: 'test', lacks: ['@'], prefix: 'sha256:' }),
]);

const BEHIND: readonly (readonly [string, string])[] = [
  [`\${REF#*@}`, '${{ digest }}'],
  [`\${REF##*@}`, '${{ digest }}'],
  // What is not known of the digest may hold another colon, as far as anybody has said.
  [`\${REF##*:}`, '${{ $REF }}'],
  ['$(echo "$REF" | cut -d@ -f2)', '${{ digest }}'],
  ['$(echo "$REF" | sed "s/.*@//")', '${{ digest }}'],
  ['$(echo "$REF" | cut -d: -f1)', '${{ $(echo "$REF" | cut -d: -f1) }}'],
];

for (const [written, expected] of BEHIND)
  test(`what stands behind a separator: ${written}`, () => {
    const { commands } = walkScript(parseScript(`docker pull "${written}"`, shellKind(undefined, 'linux')), {
      variable: () => REFERENCE,
      expression: (body) => hole({ key: body, shown: body, reason: 'test' }),
    });
    const pull = commands.find(({ words }) => words[1]?.value.kind === 'known' && words[1].value.value === 'pull');
    assert.equal(pull?.words[2] === undefined ? undefined : show(pull.words[2].value), expected);
  });
