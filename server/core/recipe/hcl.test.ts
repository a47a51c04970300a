import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseHcl, parseTemplate } from './hcl';
import type { HclExpression } from './hcl-tree';

/** An expression without its spans, short enough to compare. */
function plain(value: HclExpression | undefined): unknown {
  switch (value?.kind) {
    case 'literal':
      return value.value;
    case 'template':
      return value.parts.map((part) => (typeof part === 'string' ? part : [plain(part)]));
    case 'variable':
      return `$${[value.name, ...value.path].join('.')}`;
    case 'list':
      return value.items.map(plain);
    case 'object':
      return Object.fromEntries(
        value.entries.map((entry) => [
          entry.computed === undefined ? entry.key : `(${JSON.stringify(plain(entry.computed))})`,
          plain(entry.value),
        ]),
      );
    case 'conditional':
      return { if: plain(value.test), then: plain(value.yes), else: plain(value.no) };
    case 'binary':
      return [plain(value.left), value.operator, plain(value.right)];
    case 'not':
      return ['!', plain(value.operand)];
    case 'call':
      return { [`${value.name}(${value.spread ? '…' : ''})`]: value.arguments.map(plain) };
    case 'index':
      return { of: plain(value.from), at: plain(value.index) };
    case 'splat':
      return { each: plain(value.from), as: plain(value.each) };
    case 'for':
      return {
        for: value.names,
        in: plain(value.source),
        ...(value.key === undefined ? {} : { key: plain(value.key) }),
        value: plain(value.value),
        ...(value.condition === undefined ? {} : { if: plain(value.condition) }),
        ...(value.grouped ? { grouped: true } : {}),
      };
    default:
      return value?.kind;
  }
}

const read = (text: string): unknown => plain(parseHcl(`a = ${text}`)?.attributes[0]?.value);

describe('expressions of HCL', () => {
  for (const [text, wanted] of [
    ['"x\\"y\\n"', 'x"y\n'],
    ['"${A}-${b.c[0]}"', [['$A'], '-', ['$b.c.0']]],
    ['"$${no} %%{no}"', '${no} %{no}'],
    ['["a", 1.5, true, null,]', ['a', 1.5, true, null]],
    ['{ a = "1", "b.c" = x\n d : 2 }', { a: '1', 'b.c': '$x', d: 2 }],
    ['A == "" ? [] : ["x:${A}"]', { if: ['$A', '==', ''], then: [], else: [['x:', ['$A']]] }],
    ['a && b || !c', [['$a', '&&', '$b'], '||', ['!', '$c']]],
    ['1 + 2 * 3 == 7', [[1, '+', [2, '*', 3]], '==', 7]],
    ['concat(["a"], tag("x", null))', { 'concat()': [['a'], { 'tag()': ['x', null] }] }],
    ['[for t in tags : "x:${t}"]', { for: ['t'], in: '$tags', value: ['x:', ['$t']] }],
    ['[\n  for t in tags :\n  t\n  if t != "" ]', { for: ['t'], in: '$tags', value: '$t', if: ['$t', '!=', ''] }],
    ['{for k, v in m : k => "}"}', { for: ['k', 'v'], in: '$m', key: '$k', value: '}' }],
    ['{for v in m : v => 1...}', { for: ['v'], in: '$m', key: '$v', value: 1, grouped: true }],
    ['[format("%s", b)]', [{ 'format()': ['%s', '$b'] }]],
    ['tags[*].name', { each: '$tags', as: '$*.name' }],
    ['tags.*.name', { each: '$tags', as: '$*.name' }],
    ['tags[i + 1]', { of: '$tags', at: ['$i', '+', 1] }],
    ['f(x)[0].y', { of: { of: { 'f()': ['$x'] }, at: '0' }, at: 'y' }],
    ['f(a, b...)', { 'f(…)': ['$a', '$b'] }],
    ['(A)', '$A'],
    ['(A\n  == "1" ||\n  B)', [['$A', '==', '1'], '||', '$B']],
    ['-A + -1', [[0, '-', '$A'], '+', -1]],
    ['{ (A) = 1, "${B}" = 2, C = 3 }', { '("$A")': 1, '([["$B"]])': 2, C: 3 }],
    ['"\\u00e9"', 'é'],
    ['"a%{ if A }b%{ endif }"', ['a', [{ if: '$A', then: 'b', else: '' }]]],
    ['"a ${~ A ~} b"', ['a', ['$A'], 'b']],
    ['<<-EOT\n    one\n      two ${A}\n  EOT\n', ['one\n  two ', ['$A'], '\n']],
    ['<<EOT\nline ${A}\n  EOT\n', ['line ', ['$A'], '\n']],
  ] as const)
    it(text, () => assert.deepEqual(read(text), wanted));
});

describe('a file of HCL', () => {
  it('has blocks with labels, attributes and comments of three kinds', () => {
    const body = parseHcl(
      '# one\n// two\ntarget "app" {\n  /* { */ tags = ["a"] # }\n  args = {\n    A = 1\n  }\n}\ngroup default { targets = ["app"] }\n',
    );
    assert.deepEqual(
      body?.blocks.map(({ type, labels, body: { attributes } }) => [
        type,
        ...labels,
        ...attributes.map(({ name }) => name),
      ]),
      [
        ['target', 'app', 'tags', 'args'],
        ['group', 'default', 'targets'],
      ],
    );
  });

  it('is not one where it is cut off or something else', () => {
    for (const text of [
      'a = "%{ if A }b"',
      'a = "%{ endif }"',
      'a = "%{ if A }b%{ else }c%{ else }d%{ endif }"',
      'a = "%{ unless A }b%{ endif }"',
      'a = "\\q"',
      'a = "\\${b}"',
      'a = f(b..., )',
      'target "app" {',
      'a = "',
      'a = [1',
      'services:\n  app: {}\n',
      'a = "${b"',
      'a = <<EOT\nx\n',
    ])
      assert.equal(parseHcl(text), undefined, text);
  });

  it('is not read where it is nested beyond reason', () => {
    for (const open of ['(', '[', '!', '-', '{ a = ', '"${', '1 ? 1 : ', 'f('])
      assert.equal(parseHcl(`a = ${open.repeat(100_000)}`), undefined, open);
    assert.equal(parseHcl('a {\n'.repeat(100_000)), undefined);
  });

  it('has spans of blocks and values', () => {
    const text = 'target "app"  {\n tags = ["é", b]\n}';
    const block = parseHcl(text)?.blocks[0];
    assert.equal(text.slice(block?.span.start, block?.span.end), 'target "app"');
    const value = block?.body.attributes[0]?.value;
    assert.equal(text.slice(value?.span.start, value?.span.end), '["é", b]');
  });
});

it('a text with templates is read as in the JSON form', () => {
  const span = { start: 3, end: 9 };
  assert.deepEqual(plain(parseTemplate('a"b\\${TAG}', span)), ['a"b\\', ['$TAG']]);
  assert.deepEqual(parseTemplate('${unclosed', span), { kind: 'other', span });
});
