import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equal } from '../expr/compare';
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
  [`\${REF##*:}`, '${{ ${REF##*:} }}'],
  ['$(echo "$REF" | cut -d@ -f2)', '${{ digest }}'],
  ['$(echo "$REF" | sed "s/.*@//")', '${{ digest }}'],
  ['$(echo "$REF" | cut -d: -f1)', '${{ $(echo "$REF" | cut -d: -f1) }}'],
];

test('a part of a text that is known, and different parts of one that is not', () => {
  const script = 'docker pull "${A:1}" "${A::2}" "${SHA::7}" "${SHA:0:7}" "${SHA::8}"';
  const { commands } = walkScript(parseScript(script, shellKind(undefined, 'linux')), {
    variable: (name) =>
      name === 'A' ? known('v1.4') : hole({ key: 'sha', shown: 'sha', reason: 'test', lacks: ['g'] }),
    expression: (body) => hole({ key: body, shown: body, reason: 'test' }),
  });
  const [, , from, to, short, same, longer] = commands[0]?.words.map(({ value }) => value) ?? [];
  assert.deepEqual([from, to], [known('1.4'), known('v1')]);
  assert.deepEqual(short, same);
  assert.notDeepEqual(short, longer);
  assert.equal(equal(short ?? known(''), known('edge')), false);
});

for (const [written, expected] of BEHIND)
  test(`what stands behind a separator: ${written}`, () => {
    const { commands } = walkScript(parseScript(`docker pull "${written}"`, shellKind(undefined, 'linux')), {
      variable: () => REFERENCE,
      expression: (body) => hole({ key: body, shown: body, reason: 'test' }),
    });
    const pull = commands.find(({ words }) => words[1]?.value.kind === 'known' && words[1].value.value === 'pull');
    assert.equal(pull?.words[2] === undefined ? undefined : show(pull.words[2].value), expected);
  });
