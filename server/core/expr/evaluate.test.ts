import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpusRepositories, yamlFiles } from '../../../test/kit/corpus';
import { show } from '../value/text';
import { type ExprValue, hole, known, type Truth } from '../value/value';
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { canonical } from './canonical';
import { evaluateText, holds } from './evaluate';
import type { Expression } from './expression';
import { assuming } from './implied';
import { parseExpression } from './parse-expression';
import type { Scope } from './scope';
import { templateText } from './template-text';

const VALUES: Readonly<Record<string, ExprValue>> = {
  'github.event_name': known('push'),
  'github.ref': {
    kind: 'template',
    parts: ['refs/tags/', { key: 'github.ref_name', shown: 'github.ref_name', reason: 't', prefix: 'v', lacks: ['-'] }],
  },
  'github.ref_name': hole({ key: 'github.ref_name', shown: 'github.ref_name', reason: 't', prefix: 'v', lacks: ['-'] }),
  'github.base_ref': known(''),
  'inputs.push': hole({ key: 'inputs.push', shown: 'inputs.push', reason: 't', domain: [true, false] }),
  'matrix.os': hole({ key: 'matrix.os', shown: 'matrix.os', reason: 't', domain: ['linux', 'darwin'] }),
  'github.other': hole({ key: 'other', shown: 'github.other', reason: 't', differs: ['github.repository'] }),
  'needs.build.outputs': { kind: 'object', entries: new Map([['tag', known('v1')]]), complete: true },
  'steps.bake.outputs.metadata': hole({
    key: 'bake.metadata',
    shown: 'steps.bake.outputs.metadata',
    reason: 't',
    origin: { step: 's', output: 'metadata' },
  }),
};

const SCOPE: Scope = { lookup: (path) => VALUES[path.join('.')], qualify: () => '' };

const TRUTHS: readonly (readonly [string, Truth])[] = [
  ["github.event_name == 'push'", true],
  ["github.event_name == 'PUSH'", true],
  ["github.event_name != 'pull_request'", true],
  ["startsWith(github.ref, 'refs/tags/')", true],
  ["startsWith(github.ref, 'refs/tags/v')", true],
  ["startsWith(github.ref, 'refs/heads/')", false],
  // No number has a slash.
  ['github.ref == null', false],
  ['github.ref != 1', true],
  ['github.ref_name == null', 'unknown'],
  ["startsWith(github.ref, 'refs/tags/v1')", 'unknown'],
  ["github.ref == 'refs/heads/main'", false],
  ["github.ref == 'refs/tags/v1'", 'unknown'],
  ["github.ref == 'refs/tags/x1'", false],
  ["contains(github.ref, '-')", false],
  ["contains(github.ref_name, 'beta')", 'unknown'],
  ['inputs.push', 'unknown'],
  ['!inputs.push', 'unknown'],
  ["inputs.push == 'maybe'", false],
  // A boolean is 1 or 0 beside a text, and 'true' is no number (docs: expressions, operators).
  ["inputs.push == 'true'", false],
  ["inputs.push != 'true'", true],
  ['inputs.push == true', 'unknown'],
  ["inputs.push == '1'", 'unknown'],
  ["inputs.push == ''", 'unknown'],
  ["format('{0}', inputs.push) == 'true'", 'unknown'],
  ["(inputs.push || 'x') == 'x'", 'unknown'],
  ["(inputs.push && 'x' || 'y') == 'z'", false],
  ["github.event_name == 'push' && inputs.push", 'unknown'],
  ["github.event_name == 'schedule' && inputs.push", false],
  ["github.event_name == 'push' || inputs.push", true],
  ['contains(fromJSON(\'["push","release"]\'), github.event_name)', true],
  ["contains('push release', github.event_name)", true],
  ["matrix.os == 'windows'", false],
  ['github.other == github.repository', false],
  ['github.repository == github.repository', true],
  ['always()', true],
  ['success()', true],
  ['null == 0', true],
  ["'' == 0", true],
  ['true == 1', true],
  ["'abc' == 0", false],
  ['github.base_ref', false],
  ['1 < 2', true],
  ["'a' < 'B'", true],
];

for (const [text, expected] of TRUTHS) test(`holds: ${text}`, () => assert.equal(holds(parsed(text), SCOPE), expected));

const TEXTS: readonly (readonly [string, string])[] = [
  ['ghcr.io/${{ github.repository }}:x', 'ghcr.io/${{ github.repository }}:x'],
  ["${{ github.event_name == 'push' && 'a' || 'b' }}", 'a'],
  ["${{ inputs.push && 'a' || 'b' }}", 'a or b'],
  // What stopped at the test is no value of the axis any more.
  ["${{ matrix.os == 'linux' && 'tux' || matrix.os }}", 'tux or darwin'],
  ["${{ (contains(matrix.os, 'lin') && 'tux') || matrix.os }}", 'tux or darwin'],
  ["${{ matrix.os != 'linux' && matrix.os || 'tux' }}", 'darwin or tux'],
  ["${{ github.base_ref || 'main' }}", 'main'],
  ["${{ format('{0}/{1}:{{x}}', 'r', needs.build.outputs.tag) }}", 'r/v1:{x}'],
  ['${{ join(fromJSON(\'["a","b"]\'), \',\') }}', 'a,b'],
  ['${{ fromJSON(\'{"a":{"b":1}}\').a.b }}', '1'],
  ["${{ toJSON('x') }}", '"x"'],
  ["a ${{ '}}' }} b", 'a }} b'],
  ['${{ secrets[github.event_name] }}', '${{ secrets.push }}'],
  ['${{ secrets[matrix.os] }}', '${{ secrets.linux }} or ${{ secrets.darwin }}'],
  ["${{ secrets[inputs.push && 'A' || 'B'] }}", '${{ secrets.A }} or ${{ secrets.B }}'],
];

for (const [text, expected] of TEXTS)
  test(`text: ${text}`, () => assert.equal(show(evaluateText(templateText(text), SCOPE)), expected));

test('what is picked out of JSON keeps its origin', () => {
  const value = evaluateText(
    templateText("${{ fromJSON(steps.bake.outputs.metadata)['app']['containerimage.digest'] }}"),
    SCOPE,
  );
  assert.ok(value.kind === 'template' && typeof value.parts[0] === 'object');
  assert.deepEqual(value.parts[0].origin, { step: 's', output: 'metadata', path: ['app', 'containerimage.digest'] });
});

test('a condition that has held is known inside', () => {
  const inside = assuming(SCOPE, parsed("inputs.push && github.actor != 'x' && github.kind == 'a'"));
  assert.equal(holds(parsed('inputs.push'), inside), true);
  assert.equal(holds(parsed("github.actor == 'x'"), inside), false);
  assert.equal(holds(parsed("github.kind == 'b'"), inside), false);
});

test('spans slice back to the text', () => {
  const text = " a.b['c d'] == format( 'x{0}' , github . ref ) ";
  const seen: string[] = [];
  visit(parsed(text), (expression) => seen.push(text.slice(expression.span.start, expression.span.end)));
  assert.deepEqual(seen, [
    "a.b['c d'] == format( 'x{0}' , github . ref )",
    "a.b['c d']",
    'a.b',
    'a',
    'b',
    "'c d'",
    "format( 'x{0}' , github . ref )",
    "'x{0}'",
    'github . ref',
    'github',
    'ref',
  ]);
});

test('expressions of the corpus parse, canonical text parses to itself, evaluation never throws', () => {
  const empty: Scope = { lookup: () => undefined, qualify: () => '' };
  let count = 0;
  for (const folder of corpusRepositories()) {
    for (const file of yamlFiles(folder)) {
      for (const text of scalars(parseYaml(file.text).root)) {
        const template = templateText(text);
        evaluateText(template, empty);
        for (const segment of template.segments) {
          if (segment.kind !== 'expression' || segment.expression === undefined) continue;
          count++;
          const once = canonical(segment.expression);
          assert.equal(canonical(parsed(once)), once, `${file.path}: ${segment.body}`);
        }
      }
    }
  }
  assert.ok(count > 0);
});

function parsed(text: string): Expression {
  const { expression, problem } = parseExpression(text);
  assert.ok(expression !== undefined, `${text}: ${problem?.message}`);
  return expression;
}

function visit(expression: Expression, see: (expression: Expression) => void): void {
  see(expression);
  if (expression.kind === 'index') for (const part of [expression.object, expression.index]) visit(part, see);
  if (expression.kind === 'compare') for (const part of [expression.left, expression.right]) visit(part, see);
  if (expression.kind === 'call') for (const part of expression.arguments) visit(part, see);
}

function* scalars(node: YamlNode | undefined): Generator<string> {
  if (node?.kind === 'scalar') yield node.value;
  if (node?.kind === 'sequence') for (const item of node.items) yield* scalars(item);
  if (node?.kind === 'map') for (const { value } of node.entries) yield* scalars(value);
}
