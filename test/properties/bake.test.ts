import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { type BakePlan, bakePlan } from '../../server/core/recipe/bake';
import type { BakeDefinition } from '../../server/core/recipe/bake-definition';
import { bakeFileOf } from '../../server/core/recipe/bake-file';
import { type SourceFile, sourceFile } from '../../server/core/text/source-file';
import { fromParts, oneOf } from '../../server/core/value/text';
import { type ExprValue, type Hole, hole, known, type Template, unknown } from '../../server/core/value/value';
import { admits, isWhole } from '../kit/admits';
import { bakeExpression, shownValue } from '../kit/bake';
import { FUNCTIONS, someExpressions } from '../kit/bake-expressions';
import { type Chance, chance } from '../kit/chance';
import { bakeFiles, corpusRepositories } from '../kit/corpus';

/** What a variable of the environment may be, and how much of it is known beforehand. */
const TEXTS = [
  // These often meet.
  ...['', 'a', '-', '', 'a', '-', 'b', 'v'],
  'v1.2',
  'a-b/C',
  'x-',
  ' x ',
  '-',
  '/',
  'true',
  '1',
  'Main',
  'ab',
  'a,b',
  'é',
  'it\'s "q" $1 \\ ${x}',
];

/** Holes about which something is known, with texts for which it holds. */
const FACTS: readonly (readonly [Partial<Hole> & { readonly shown: string }, readonly string[]])[] = [
  [{ shown: 'github.repository', nonEmpty: true }, ['acme/app', 'Acme/My.app_1-v']],
  [{ shown: 'github.repository_owner', nonEmpty: true }, ['acme', 'Ac-me', 'mona_octo']],
  [{ shown: 'github.sha', nonEmpty: true }, ['ffac537e6cbbf934b08745a378932722df287a53', 'a1']],
  [{ shown: 'github.run_id', nonEmpty: true }, ['1658821493', '1']],
  [{ shown: 'github.run_attempt' }, ['', '2']],
  [{ shown: 'env.LOW', lower: true }, ['', 'a', 'v1.2-b']],
  [{ shown: 'github.ref_name', nonEmpty: true, lacks: ['-'] }, ['main', 'feature/x', 'v1.2']],
  [{ shown: 'matrix.arch', domain: ['a', 'a-b/C', 'ab'] }, ['a', 'a-b/C', 'ab']],
  [{ shown: 'inputs.tag', nonEmpty: true, prefix: 'v' }, ['v', 'v1.2', 'v-']],
  [{ shown: 'env.X', not: ['main'] }, ['a', 'v1.2', '']],
];

interface Environment {
  readonly part: Readonly<Record<string, ExprValue>>;
  readonly whole: Readonly<Record<string, ExprValue>>;
  readonly run: ReadonlyMap<string, string>;
}

function environment(luck: Chance, names: readonly string[]): Environment {
  const part: Record<string, ExprValue> = {};
  const whole: Record<string, ExprValue> = {};
  const run = new Map<string, string>();
  for (const name of names) {
    const text = luck.pick(TEXTS) ?? '';
    const own = (facts: Partial<Hole>, value: string): Template => {
      run.set(name, value);
      return hole({ shown: name, reason: 'is known in the run', ...facts, key: name });
    };
    const [facts = undefined, values = []] = luck.pick(FACTS) ?? [];
    const [value, settled] = [
      () => [known(text), text] as const,
      () => [own({}, text), text] as const,
      () => {
        const one = luck.pick(values) ?? '';
        return [own(facts ?? {}, one), one] as const;
      },
      () => [oneOf([known(text), known(luck.pick(TEXTS) ?? ''), known('z')]), text] as const,
      () => [unknown('is known in the run'), text] as const,
      () => {
        const one = luck.pick(values) ?? '';
        return [fromParts(['v', ...own(facts ?? {}, one).parts]), `v${one}`] as const;
      },
    ][luck.below(6)]?.() ?? [known(text), text];
    part[name] = value;
    whole[name] = known(settled);
  }
  return { part, whole, run };
}

const BLOCKS = `${['A', 'B', 'R'].map((name) => `variable "${name}" { default = "" }`).join('\n')}
variable "N" { default = 1 }
variable "T" { default = false }
variable "L" {
  default = ["a", "b"]
  type = list(string)
}
${FUNCTIONS}`;
const NAMES = ['A', 'B', 'R', 'N', 'T', 'L'];

describe('what is known of an expression in part holds whatever the run brings', () => {
  for (const [depth, rounds] of [
    [0, 150],
    [1, 80],
    [3, 20],
  ] as const)
    it(`of ${depth} levels`, () => {
      let told = 0;
      for (let round = 0; round < rounds; round++) {
        const luck = chance(`${depth} ${round}`);
        for (const expression of someExpressions(luck, depth)) {
          const { part, whole, run } = environment(luck, NAMES);
          const open = bakeExpression(expression, part, BLOCKS);
          const closed = bakeExpression(expression, whole, BLOCKS);
          if (isWhole(closed)) told++;
          if (admits(open, closed, run, new Map())) continue;
          const variables = NAMES.map((name) => [name, [shownValue(part[name]), shownValue(whole[name])]]);
          const [said, is] = [open, closed].map((value) => JSON.stringify(shownValue(value)));
          assert.fail(
            `${expression} is said to be ${said} and is ${is}: ${JSON.stringify(Object.fromEntries(variables))}`,
          );
        }
      }
      assert.ok(told > 20 * rounds, `only ${told} came out`);
    });
});

const files = corpusRepositories().flatMap((folder) =>
  bakeFiles(folder).map((file) => ({ name: `${basename(folder)}/${file.path}`, file })),
);

describe('bake files', () => {
  for (const { name, file } of files)
    it(`${name}: what is known of its targets in part holds whatever the run brings`, () => {
      const read = bakeFileOf(file);
      const variables = read?.variables.map((one) => one.name) ?? [];
      for (let round = 0; round < 20; round++) {
        const { part, whole, run } = environment(chance(`${name} ${round}`), variables);
        const [open, closed] = [part, whole].map((values) => planOfAll(file, (one) => values[one]));
        if (open === undefined || closed === undefined || !open.complete || !closed.complete) continue;
        const place = `${name}, round ${round}`;
        assert.deepEqual(names(open), names(closed), place);
        const settled = new Map<string, string>();
        for (const { name: target, attributes } of open.targets) {
          const others = closed.targets.find((one) => one.name === target)?.attributes;
          for (const [attribute, value] of attributes) {
            const other = others?.get(attribute);
            const said = [value, other].map((one) => JSON.stringify(shownValue(one))).join(' and is ');
            // An entry that may be null is not there where it is.
            const pairs =
              value.kind === 'object' && other?.kind === 'object' ? pairsOf(value, other) : [[value, other]];
            for (const [one, two] of pairs)
              assert.ok(
                one === undefined || two === undefined || admits(one, two, run, settled),
                `${place}: ${target}.${attribute} is said to be ${said}`,
              );
          }
        }
      }
    });

  it('cut off anywhere or without a line are read or not, and never throw', () => {
    for (const { file } of files) {
      const { text } = file;
      const lines = text.split('\n');
      const luck = chance(file.path);
      const cuts = Array.from({ length: 20 }, (_, at) => text.slice(0, Math.ceil((text.length * at) / 20)));
      const holed = Array.from({ length: 10 }, () => lines.toSpliced(luck.below(lines.length), 1).join('\n'));
      for (const broken of [...cuts, ...holed]) planOfAll(sourceFile(file.path, broken), () => some);
    }
  });
});

const some = hole({ key: 'some', shown: 'some', reason: 'is known in the run' });

/** Everything that a file builds. */
function planOfAll(file: SourceFile, variable: BakeDefinition['variable']): BakePlan | undefined {
  const read = bakeFileOf(file);
  if (read === undefined) return undefined;
  const definition = { files: [read], given: [], variable };
  return bakePlan(definition, bakePlan(definition, []).names);
}

type Entries = Extract<ExprValue, { kind: 'object' }>;

function pairsOf(a: Entries, b: Entries): readonly (readonly [ExprValue, ExprValue | undefined])[] {
  return [...a.entries].map(([key, value]) => [value, b.entries.get(key)]);
}

function names({ targets }: BakePlan): readonly string[] {
  return targets.map(({ name }) => name);
}
