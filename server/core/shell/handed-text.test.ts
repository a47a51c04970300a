import assert from 'node:assert/strict';
import { test } from 'node:test';
import { show } from '../value/text';
import { hole } from '../value/value';
import { parseScript } from './parse-script';
import { shellKind } from './shell-kind';
import { walkScript } from './walk-script';

const BASH = shellKind(undefined, 'linux');
const EXPRESSION = (body: string) => hole({ key: body.trim(), shown: body.trim(), reason: 'test' });

/** What a script runs, one command after the other. */
const READ: readonly (readonly [string, string, readonly string[]])[] = [
  ['bash -c', 'bash -c "docker push a"', ['docker push a']],
  [
    'flags of the shell',
    "sudo -E /bin/bash -euo pipefail -c 'docker build . && docker push a'",
    ['docker build .', 'docker push a'],
  ],
  ['values of the script around it', 'T=a\nsh -c "docker push $T"', ['', 'docker push a']],
  ['an expression', 'bash -c "docker push ${{ x }}"', ['docker push ${{ x }}']],
  ['a function', 'p() {\n  docker push a\n}\nexport -f p\nbash -c p', ['export -f p', 'p', 'docker push a']],
  ['eval of one text', 'eval "docker push a"', ['docker push a']],
  ['eval of words', 'T=a\neval docker push $T', ['', 'docker push a']],
  ['a here-document', "bash -e <<'EOF'\ndocker push a\nEOF", ['docker push a']],
  [
    'a file that it has written',
    "cat > push.sh <<'EOF'\n#!/bin/sh\ndocker push a\nEOF\nchmod +x push.sh\n./push.sh",
    ['cat', 'chmod +x push.sh', 'docker push a'],
  ],
  [
    'a file of several lines',
    "echo '#!/bin/sh' > p\necho 'docker push a' >> p\nsh -c ./p",
    ['echo #!/bin/sh', 'echo docker push a', 'docker push a'],
  ],
  ['a file by tee', 'tee p.sh > /dev/null <<EOF\ndocker push a\nEOF\n. ./p.sh', ['tee p.sh', 'docker push a']],
  ['what is escaped stays unread', 'bash -c "docker push \\"$T\\""', ['bash -c docker push "${{ $T }}"']],
  ['what is computed stays unread', 'bash -c "$SCRIPT"', ['bash -c ${{ $SCRIPT }}']],
  ['a file with unknown lines', 'jq . x > p.sh\nbash p.sh', ['jq . x', 'bash p.sh']],
  [
    'a file that one branch writes',
    "if [ -f x ]; then echo 'docker push a' > p; fi\nsh p",
    ['[ -f x ]', 'echo docker push a', 'sh p'],
  ],
  ['a variable for it alone', "T=a bash -c 'docker push $T'", ['bash -c docker push $T']],
  ['a file that runs itself', "echo 'sh p' > p\nsh p", ['echo sh p', 'sh p']],
];

for (const [name, script, expected] of READ) {
  test(`handed text: ${name}`, () => {
    const run = walkScript(parseScript(script, BASH), { variable: () => undefined, expression: EXPRESSION });
    assert.deepEqual(
      run.commands.map(({ words }) => words.map(({ value }) => show(value)).join(' ')),
      expected,
    );
    // What is read stands where it is written, which is where a fix would edit it.
    for (const { command } of run.commands)
      for (const { span, parts } of command.words)
        for (const part of parts)
          if (part.kind === 'literal' && parts.length === 1)
            assert.equal(script.slice(span.start, span.end).replace(/["'\\]/g, ''), part.text.replace(/["']/g, ''));
  });
}

test('handed text: a shell of its own goes on after a failure, unless it is told to stop', () => {
  const failureOf = (script: string): string | undefined =>
    parseScript(script, BASH).commands.find(({ words }) => words[0]?.parts[0]?.kind === 'literal')?.failure.kind;
  assert.equal(failureOf("bash -c 'trivy image a; docker push a'"), 'ignored');
  assert.equal(failureOf("bash -ec 'trivy image a; docker push a'"), 'stops');
  assert.equal(failureOf("eval 'trivy image a; docker push a'"), 'stops');
});

test('what ends a shell of its own does not end the script', () => {
  const reached = (script: string): readonly unknown[] =>
    walkScript(parseScript(script, BASH), { variable: () => undefined, expression: EXPRESSION }).commands.map(
      (command) => command.reached,
    );
  assert.deepEqual(reached("bash -c 'exit 0; docker push a'\ndocker push b"), [true, false, true]);
  assert.deepEqual(reached('(exit 0; docker push a)\ndocker push b'), [true, false, true]);
  assert.deepEqual(reached('exit 0\n(docker push b)'), [true, false]);
});
