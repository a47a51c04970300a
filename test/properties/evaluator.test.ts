import assert from 'node:assert/strict';
import { it } from 'node:test';
import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from '@actions/expressions';
import { evaluate, truth } from '../../server/core/expr/evaluate';
import { parseExpression } from '../../server/core/expr/parse-expression';
import { type Datum, datumText, known } from '../../server/core/value/value';
import { chance } from '../kit/chance';
import { madeExpression, READ } from '../kit/made-expressions';

const DATA: readonly Datum[] = [
  '',
  'a',
  'A',
  'true',
  'v1.2',
  '1',
  ' 1 ',
  '0x1f',
  '1e3',
  'x-a',
  true,
  false,
  0,
  1,
  1.5,
  null,
];

it('what is wholly known is what GitHub’s own evaluator gives', () => {
  let compared = 0;
  for (let round = 0; round < 12_000; round++) {
    const luck = chance(`evaluator ${round}`);
    const text = madeExpression(luck, 1 + luck.below(3));
    const values = new Map(READ.map((name) => [name, luck.pick(DATA) ?? null]));
    const theirs = official(text, values);
    if (theirs === undefined) continue;
    const { expression } = parseExpression(text);
    assert.ok(expression, text);
    const ours = evaluate(expression, {
      lookup: (path) => known(values.get(path.join('.')) ?? null),
      qualify: () => '',
    });
    const told = `${text} with ${JSON.stringify([...values])}`;
    if (ours.kind !== 'known') {
      assert.ok(ours.kind === 'unknown', told);
      continue;
    }
    compared++;
    assert.equal(datumText(ours.value), theirs.text, told);
    assert.equal(truth(ours), theirs.truth, told);
  }
  assert.ok(compared > 9000, `only ${compared} came out`);
});

/** The value by the parser and evaluator of GitHub's own editor service; undefined for lists, objects and what it refuses. */
function official(
  text: string,
  values: ReadonlyMap<string, Datum>,
): { readonly text: string; readonly truth: boolean } | undefined {
  const contexts = new Map<string, data.Dictionary>();
  for (const [path, value] of values) {
    const [context = '', name = ''] = path.split('.');
    const dictionary = contexts.get(context) ?? new data.Dictionary();
    contexts.set(context, dictionary);
    dictionary.add(name, dataOf(value));
  }
  const context = new data.Dictionary();
  for (const [name, dictionary] of contexts) context.add(name, dictionary);
  try {
    const { tokens } = new Lexer(text).lex();
    const tree = new Parser(tokens, [...contexts.keys()], Object.values(wellKnownFunctions)).parse();
    const result = new Evaluator(tree, context).evaluate();
    if (result.primitive === false || result.kind === data.Kind.Array || result.kind === data.Kind.Dictionary)
      return undefined;
    return { text: result.coerceString(), truth: isTrue(result) };
  } catch {
    return undefined;
  }
}

function dataOf(value: Datum): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  return typeof value === 'number' ? new data.NumberData(value) : new data.BooleanData(value);
}

function isTrue(result: data.ExpressionData): boolean {
  const number = result.kind === data.Kind.String ? undefined : result.number();
  return result.kind === data.Kind.String ? result.coerceString() !== '' : number !== 0 && !Number.isNaN(number);
}
