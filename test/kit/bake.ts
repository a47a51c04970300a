import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type BakePlan, bakePlan } from '../../server/core/recipe/bake';
import type { BakeDefinition } from '../../server/core/recipe/bake-definition';
import { bakeFileOf } from '../../server/core/recipe/bake-file';
import type { BakeOverride } from '../../server/core/recipe/bake-override';
import { scopesOf } from '../../server/core/recipe/bake-scope';
import { bakeValue } from '../../server/core/recipe/bake-value';
import { composeFileOf } from '../../server/core/recipe/compose';
import { sourceFile } from '../../server/core/text/source-file';
import { show } from '../../server/core/value/text';
import { type ExprValue, known } from '../../server/core/value/value';

/** Stands in a table of expected values for one that is not worked out here, or that stops the build. */
export const OPEN = '(not known)';

type Variables = Readonly<Record<string, string | ExprValue>>;

/** The value of an expression in a bake file that begins with `before`, with variables of the environment. */
export function bakeExpression(text: string, variables: Variables = {}, before = ''): ExprValue {
  const file = bakeFileOf(sourceFile('a.hcl', `${before}\nasked = ${text}\n`)) ?? assert.fail(`not read: ${text}`);
  const scope = scopesOf({ files: [file], given: [], variable: environment(variables) }, () => undefined)('a.hcl');
  const asked = file.fixed.find(({ name }) => name === 'asked')?.attributes.get('value');
  return bakeValue(asked ?? assert.fail(), scope);
}

/**
 * Expressions with their values, where `V` is "1" and `L` is ["a", "b"]. What is expected is what buildx v0.38.2 (hcl v2.24.0, go-cty
 * v1.17.0) made of each of them; where that is an error, or nothing that is worked out here, the value is `OPEN`.
 */
export function checkExpressions(table: readonly (readonly [expression: string, value: unknown])[]): void {
  for (const [expression, value] of table)
    it(expression, () => assert.deepEqual(plainValue(bakeExpression(expression, {}, KNOWN)), value));
}

const KNOWN = 'V = "1"\nL = ["a", "b"]';

/** A value that is wholly known as data; `OPEN` for any other. */
export function plainValue(value: ExprValue): unknown {
  return isKnown(value) ? data(value) : OPEN;
}

function isKnown(value: ExprValue): boolean {
  if (value.kind === 'list') return value.complete && value.items.every(isKnown);
  if (value.kind === 'object') return value.complete && [...value.entries.values()].every(isKnown);
  return value.kind === 'known';
}

function data(value: ExprValue): unknown {
  if (value.kind === 'list') return value.items.map(data);
  if (value.kind === 'object') return Object.fromEntries([...value.entries].map(([key, one]) => [key, data(one)]));
  return value.kind === 'known' ? value.value : show(value);
}

/** A value as a reader sees it: holes as `${{ }}`, alternatives with `or`, and `…` at the end of what may go on. */
export function shownValue(value: ExprValue | undefined): unknown {
  if (value?.kind === 'list') return [...value.items.map(shownValue), ...(value.complete ? [] : ['…'])];
  if (value?.kind === 'object')
    return {
      ...Object.fromEntries([...value.entries].map(([key, one]) => [key, shownValue(one)])),
      ...(value.complete ? {} : { '…': '…' }),
    };
  return value && show(value);
}

/** What `docker buildx bake` plans for files by their paths, of which those of YAML are compose files. */
export function planOf(
  texts: Readonly<Record<string, string>>,
  names: readonly string[] = [],
  variables: Variables = {},
  given: BakeDefinition['given'] = [],
  overrides: readonly BakeOverride[] = [],
): BakePlan {
  const files = Object.entries(texts).map(([path, text]) => {
    const file = sourceFile(path, text);
    return (path.endsWith('.yml') ? composeFileOf(file) : bakeFileOf(file)) ?? assert.fail(`${path} is not read`);
  });
  return bakePlan({ files, given, variable: environment(variables) }, names, overrides);
}

function environment(variables: Variables): BakeDefinition['variable'] {
  return (name) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return typeof value === 'string' ? known(value) : value;
  };
}

/** Each target with one of its attributes as text. */
export function shownTargets({ targets }: BakePlan, attribute = 'tags'): Readonly<Record<string, unknown>> {
  return Object.fromEntries(targets.map(({ name, attributes }) => [name, shownValue(attributes.get(attribute))]));
}
