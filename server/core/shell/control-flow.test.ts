import assert from 'node:assert/strict';
import { test } from 'node:test';
import { show } from '../value/text';
import { hole, known, type Value } from '../value/value';
import { parseScript } from './parse-script';
import { shellKind } from './shell-kind';
import { walkScript } from './walk-script';

const BASH = shellKind(undefined, 'linux');
const V = hole({ key: 'v', shown: 'v', reason: 'test' });

/** Scripts with what bash 5.2 leaves in `X`, where `A` is `a`, `E` is empty and `V` is not known. */
const SCRIPTS: readonly (readonly [string, string, string])[] = [
  ['the first of three fails', '[ $A = b ] && [ $A = a ] || X=1', '1'],
  ['the first of three holds', '[ $A = a ] || [ $A = b ] && X=1', '1'],
  ['none is reached', '[ $A = a ] && [ $A = a ] || X=1', ''],
  ['one or the other', '[ "$V" = a ] && X=1 || X=2', '1 or 2'],
  ['what is expected to succeed may fail', 'make && X=1 || X=2', '1 or 2'],
  ['what a test asks is changed behind it', 'if [ $A = a ]; then A=b; X=$A; fi', 'b'],
  ['what a test asks is changed in another branch', 'if [ "$V" = b ]; then V=b; else X=1; fi', ' or 1'],
  ['a test that a loop changes the name of', 'if [ -n "$E" ]; then for E in a b; do X=$E; done; else X=0; fi', '0'],
  ['a loop that is not reached', 'X=1; if [ $A = b ]; then for X in a b; do :; done; fi', '1'],
  ['each turn asks anew', 'for i in a b; do if [ $i = b ]; then X=$i; fi; done', 'b'],
  ['each call asks anew', 'f() { if [ $1 = b ]; then X=$1; fi; }; f a; f b', 'b'],
  ['what is local to a function', 'X=1; f() { local X=2; local Y; Y=3; g; }; g() { X=4; }; f; X=$X$Y', '1'],
  ['a shell of its own', 'X=1; (X=2; (X=3); Y=$X); echo $Y', '1'],
  ['a part of a pipeline', 'X=1; echo a | while read -r l; do X=$l; done', '1'],
  ['a loop in a shell of its own', 'X=1; (for i in a b; do X=$i; done; export Y=$X)', '1'],
  ['each turn starts its shell anew', 'X=1; for i in a b; do (X=$X$i); done', '1'],
  ['a read that finds nothing more', 'X=1; while read -r X; do :; done <<< a', ''],
  ['a read that is left', 'while read -r X; do break; done <<< a', 'a'],
  ['an empty line is a line', 'while read -r l; do X=1$l; done <<< "$E"', '1'],
  [
    'what a test in it prints is no part of a substitution',
    'X=$(if [ "$(echo $A)" = b ]; then echo 1; else echo 2; fi)',
    '2',
  ],
  ['the first field may be all or a part', 'X=$(echo "$V" | cut -d- -f1); [ "$X" = "$V" ] && X=1 || X=2', '1 or 2'],
];

for (const [name, script, expected] of SCRIPTS)
  test(`${name}: ${script}`, () => {
    const values: Readonly<Record<string, Value>> = { A: known('a'), E: known(''), V };
    const run = walkScript(parseScript(`${script}\necho "x=$X" >> "$GITHUB_OUTPUT"`, BASH), {
      variable: (one) => values[one] ?? (one === 'X' || one === 'Y' ? known('') : undefined),
      expression: () => V,
    });
    assert.equal(show(run.outputs.get('x') ?? known('')), expected);
  });
