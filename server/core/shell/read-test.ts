import type * as bash from 'unbash';
import type { Test } from './script';
import { type WordReader, wordOf } from './words';

/**
 * The test a command makes: `[ … ]`, `test …`, `[[ … ]]` and their combinations. Undefined for a command that does something
 * and is expected to succeed; `opaque` for one that only asks (`grep -q`, `command -v`).
 */
export function testOf(node: bash.PipelineNode | bash.AndOr, reader: WordReader): Test | undefined {
  switch (node.type) {
    case 'TestCommand':
      return expressionTest(node.expression, reader);
    case 'Command':
      return commandTest(node, reader);
    case 'Pipeline': {
      const [only] = node.commands;
      const negated = node.prefixes.some(({ type }) => type === 'Negation');
      if (node.commands.length !== 1 || only === undefined) return { kind: 'opaque' };
      const test = testOf(only, reader) ?? { kind: 'opaque' };
      return negated ? { kind: 'not', test } : test;
    }
    case 'AndOr': {
      const tests = node.commands.map((command) => testOf(command, reader) ?? { kind: 'opaque' as const });
      return joinedTests(tests, node.operators);
    }
    case 'ArithmeticCommand':
      return { kind: 'opaque' };
    default:
      return undefined;
  }
}

/** What `a && b || c` says of its tests: from the left, as both operators bind alike. At least one test. */
export function joinedTests(tests: readonly Test[], operators: readonly string[]): Test {
  const [first = { kind: 'opaque' }, ...rest] = tests;
  return rest.reduce<Test>(
    (left, right, index) => ({ kind: operators[index] === '&&' ? 'and' : 'or', tests: [left, right] }),
    first,
  );
}

function commandTest(node: bash.Command, reader: WordReader): Test | undefined {
  const name = node.name?.value;
  if (name === '[' || name === 'test') {
    const words = node.suffix.filter((part) => part.type === 'Word');
    return wordsTest(name === '[' && words[words.length - 1]?.value === ']' ? words.slice(0, -1) : words, reader);
  }
  if (name === 'true' || name === ':') return { kind: 'and', tests: [] };
  if (name === 'false') return { kind: 'or', tests: [] };
  return name !== undefined && ASKING.has(name) ? { kind: 'opaque' } : undefined;
}

/** Programs whose status is an answer and not a success. */
const ASKING: ReadonlySet<string> = new Set([
  'grep',
  'egrep',
  'fgrep',
  'rg',
  'command',
  'which',
  'type',
  'hash',
  'diff',
  'cmp',
  'ls',
  'read',
  'let',
  'expr',
  'pgrep',
  'curl',
]);

function wordsTest(words: readonly bash.Word[], reader: WordReader): Test {
  const joint = words.findIndex(({ value }) => value === '-a' || value === '-o');
  if (joint > 0 && joint < words.length - 1) {
    const kind = words[joint]?.value === '-a' ? 'and' : 'or';
    return { kind, tests: [wordsTest(words.slice(0, joint), reader), wordsTest(words.slice(joint + 1), reader)] };
  }
  const [first, second, third] = words;
  if (first === undefined) return { kind: 'or', tests: [] };
  if (first.value === '!' && words.length > 1) return { kind: 'not', test: wordsTest(words.slice(1), reader) };
  if (second === undefined) return { kind: 'unary', operator: '-n', operand: wordOf(first, reader) };
  if (third === undefined) return { kind: 'unary', operator: first.value, operand: wordOf(second, reader) };
  if (words.length === 3)
    return {
      kind: 'binary',
      operator: second.value === '=' ? '==' : second.value,
      left: wordOf(first, reader),
      right: wordOf(third, reader),
      glob: false,
    };
  return { kind: 'opaque' };
}

function expressionTest(expression: bash.TestExpression, reader: WordReader): Test {
  switch (expression.type) {
    case 'TestUnary':
      return { kind: 'unary', operator: expression.operator, operand: wordOf(expression.operand, reader) };
    case 'TestBinary':
      return {
        kind: 'binary',
        operator: expression.operator === '=' ? '==' : expression.operator,
        left: wordOf(expression.left, reader),
        right: wordOf(expression.right, reader),
        glob: true,
      };
    case 'TestLogical':
      return {
        kind: expression.operator === '&&' ? 'and' : 'or',
        tests: expression.operands.map((operand) => expressionTest(operand, reader)),
      };
    case 'TestNot':
      return expression.negations.length % 2 === 1
        ? { kind: 'not', test: expressionTest(expression.operand, reader) }
        : expressionTest(expression.operand, reader);
    case 'TestGroup':
      return expressionTest(expression.expression, reader);
  }
}
