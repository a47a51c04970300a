import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExpression } from './parse-expression';
import { resultKind } from './result-kind';

const CASES: readonly (readonly [expression: string, kind: string])[] = [
  ["github.event_name != 'pull_request'", 'boolean'],
  ['!inputs.dry-run', 'boolean'],
  ["startsWith(github.ref, 'refs/tags/') && inputs.push", 'boolean'],
  ['inputs.push', 'boolean'],
  ['inputs.target', 'string'],
  ['needs.plan.outputs.push', 'string'],
  ['steps.plan.outputs.push', 'string'],
  ['env.PUSH', 'string'],
  ['github.event.inputs.push', 'string'],
  ["inputs.push && 'true' || 'false'", 'unknown'],
  ["'true' || 'false'", 'string'],
  ['matrix.push', 'unknown'],
  ['github.event.release.prerelease', 'unknown'],
  ["fromJSON(inputs.plan)['push']", 'unknown'],
];

for (const [text, kind] of CASES)
  test(`\`${text}\` gives ${kind}`, () => {
    const { expression } = parseExpression(text);
    assert.ok(expression);
    assert.equal(
      resultKind(expression, (name) => (name === 'push' || name === 'dry-run' ? 'boolean' : 'string')),
      kind,
    );
  });
