import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExpression } from '../../server/core/expr/parse-expression';
import { templateText } from '../../server/core/expr/template-text';
import { parseScript } from '../../server/core/shell/parse-script';
import { shellKind } from '../../server/core/shell/shell-kind';
import { children } from '../../server/core/yaml/find';
import type { YamlNode, YamlScalar } from '../../server/core/yaml/node';
import { parseYaml } from '../../server/core/yaml/parse';
import { chance } from '../kit/chance';
import { sampledFiles } from '../kit/corpus';

const BASH = shellKind(undefined, 'linux');

function* scalars(node: YamlNode | undefined, key = ''): Generator<readonly [string, YamlScalar]> {
  if (node?.kind === 'scalar') yield [key, node];
  else if (node !== undefined) for (const [part, child] of children(node)) yield* scalars(child, String(part));
}

const files = sampledFiles('reading', 250);

describe('expressions', () => {
  it('of real files are read, or reported as broken, and their places lie within', () => {
    let read = 0;
    for (const file of files) {
      for (const [, scalar] of scalars(parseYaml(file.text).root)) {
        for (const segment of templateText(scalar.value).segments) {
          const { start, end } = segment.span;
          assert.ok(0 <= start && start < end && end <= scalar.value.length, `${file.name}: ${scalar.value}`);
          if (segment.kind === 'text') continue;
          read++;
          const { expression, problem } = segment;
          assert.ok((expression === undefined) !== (problem === undefined), `${file.name}: ${segment.body}`);
          for (const { span } of [expression, problem].filter((one) => one !== undefined))
            assert.ok(
              start <= span.start && span.start <= span.end && span.end <= end,
              `${file.name}: ${segment.body}`,
            );
        }
      }
    }
    assert.ok(read > 20);
  });

  it('cut off anywhere are broken or shorter, never an exception', () => {
    const body =
      " github.event_name == 'push' && format('{0}:{1}', env.IMAGE, matrix['a b'].*.c[0]) || !(1.5e3 < 0xff) ";
    for (let end = 0; end <= body.length; end++) {
      const { expression, problem } = parseExpression(body.slice(0, end));
      assert.ok((expression === undefined) !== (problem === undefined), body.slice(0, end));
    }
  });
});

describe('scripts', () => {
  it('of real files are read, whole and cut off, and every command lies within', () => {
    let read = 0;
    for (const file of files) {
      const luck = chance(file.name);
      for (const [key, { value }] of scalars(parseYaml(file.text).root)) {
        if (key !== 'run') continue;
        for (const text of [value, value.slice(0, luck.below(value.length + 1))]) {
          read++;
          const script = parseScript(text, BASH);
          for (const { span } of [...script.commands, ...script.opaque])
            assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, `${file.name}: ${text}`);
        }
      }
    }
    assert.ok(read > 10);
  });
});
