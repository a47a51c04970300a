import { type ExprValue, known } from '../value/value';
import type { BakeDefinition } from './bake-definition';
import type { BakeBlock, BakeFile } from './bake-file';
import { calledBy } from './bake-hole';
import { listOf } from './bake-list-functions';
import { isNull } from './bake-types';
import { type BakeScope, bakeValue } from './bake-value';
import { ofDeclaredType, typedVariable } from './bake-variable';
import { IS_SET } from './compose';
import type { HclExpression } from './hcl-tree';

/** Gives the scope of a file by its path; `composed` for a compose file, whose variables are empty where nobody sets them. */
export type BakeScopes = (path: string, composed?: boolean) => BakeScope;

/** More is not worked out; only a hostile file has as much. */
const STEPS_MAX = 50_000;

/**
 * Variables come from the environment before their defaults, and see each other; functions see their parameters. A bare attribute of a
 * file counts before a variable's default (buildx, bake/hclparser `resolveValue`).
 */
export function scopesOf(definition: BakeDefinition, target: NonNullable<BakeScope['target']>): BakeScopes {
  const files = definition.files.filter((file): file is BakeFile => 'targets' in file);
  const named = (blocks: (file: BakeFile) => readonly BakeBlock[]): ReadonlyMap<string, Placed> =>
    new Map(
      files.flatMap((file) => blocks(file).map((block) => [block.name, { block, path: file.file.path }] as const)),
    );
  const variables = named((file) => file.variables);
  const fixed = named((file) => file.fixed);
  const functions = named((file) => file.functions);
  const open = new Set<string>();
  const settled = new Map<string, ExprValue | undefined>();
  let steps = 0;

  /** What one thing is made of, which it may not be part of itself. */
  const guarded = (name: string, work: () => ExprValue | undefined): ExprValue | undefined => {
    if (open.has(name)) return undefined;
    open.add(name);
    const value = work();
    open.delete(name);
    return value;
  };
  const written = (name: string): readonly [HclExpression, path: string] | undefined => {
    const found = fixed.get(name) ?? variables.get(name);
    const expression = found?.block.attributes.get('value') ?? found?.block.attributes.get('default');
    return found && expression && [expression, found.path];
  };
  const defaultOf = (name: string): ExprValue | undefined => {
    const [expression, path] = written(name) ?? [];
    if (expression === undefined || path === undefined) return undefined;
    const value = guarded(name, () => bakeValue(expression, scopeFor(path)));
    const type = variables.get(name)?.block.attributes.get('type');
    return value && (fixed.has(name) ? value : ofDeclaredType(value, type));
  };
  const valueOf = (name: string): ExprValue | undefined => {
    if (BUILT_IN.has(name)) return BUILT_IN.get(name);
    const variable = variables.get(name);
    if (variable === undefined) return fixed.has(name) ? defaultOf(name) : definition.variable(name);
    // A second name gives the value as JSON.
    if (!variables.has(`${name}${AS_JSON}`) && definition.variable(`${name}${AS_JSON}`) !== undefined) return undefined;
    const outside = definition.variable(name);
    const inside = defaultOf(name);
    if (outside === undefined) return inside;
    const type = fixed.has(name) ? undefined : variable.block.attributes.get('type');
    return typedVariable(outside, type, inside, written(name) !== undefined);
  };
  const scopeFor: BakeScopes = (path, composed = false) => {
    const scope: BakeScope = {
      key: path,
      frame: '',
      variable: (name) => {
        if (composed && name.endsWith(IS_SET))
          return known(definition.variable(name.slice(0, -IS_SET.length)) !== undefined);
        if (!settled.has(name)) {
          const value = valueOf(name);
          // Within a circle it is not known only for the moment.
          if (open.size > 0 && value === undefined) return undefined;
          settled.set(name, value);
        }
        // Compose takes a variable that is not set for empty (compose-spec 12-interpolation.md).
        return settled.get(name) ?? (composed && !variables.has(name) ? known('') : undefined);
      },
      // Without a default it is the text that the environment has, or an empty one.
      isText: (name) =>
        composed || BUILT_IN.has(name) || (written(name) === undefined && isPlainType(variables.get(name)?.block)),
      call: (name, args, place) => {
        const found = functions.get(name);
        const result = found?.block.attributes.get('result');
        const parameters = found === undefined || args.some(isNull) ? undefined : bound(found.block, args);
        if (found === undefined || result === undefined || parameters === undefined) return undefined;
        const outer = scopeFor(found.path);
        const inner: BakeScope = {
          ...outer,
          frame: `/${place}`,
          variable: (one) => parameters.get(one) ?? outer.variable(one),
        };
        return guarded(`${name}()`, () => calledBy(bakeValue(result, inner), name, args));
      },
      target,
      exhausted: (more) => {
        steps += more;
        return steps > STEPS_MAX;
      },
    };
    return scope;
  };
  return scopeFor;
}

interface Placed {
  readonly block: BakeBlock;
  readonly path: string;
}

function isPlainType(variable: BakeBlock | undefined): boolean {
  const type = variable?.attributes.get('type');
  return variable !== undefined && (type === undefined || (type.kind === 'variable' && type.name === 'string'));
}

/** The parameters of `params = [a, b]` and `variadic_params = rest` with their arguments; undefined where they do not fit. */
function bound(block: BakeBlock, args: readonly ExprValue[]): ReadonlyMap<string, ExprValue> | undefined {
  const params = block.attributes.get('params');
  const rest = block.attributes.get('variadic_params');
  if (params?.kind !== 'list') return undefined;
  const names = params.items.map(keyword);
  const others = rest && keyword(rest);
  if (args.length < names.length || (others === undefined && args.length > names.length)) return undefined;
  const values = new Map(args.slice(0, names.length).map((arg, index) => [names[index] ?? '', arg]));
  if (others !== undefined) values.set(others, listOf(args.slice(names.length)));
  return values;
}

/** A name as a function names its parameters; in JSON it is a text. */
function keyword(expression: HclExpression): string {
  if (expression.kind === 'variable' && expression.path.length === 0) return expression.name;
  return expression.kind === 'literal' ? String(expression.value) : '';
}

/** docs.docker.com/build/bake/variables, "Built-in variables"; nothing overrides them. The platform is the builder's own. */
const BUILT_IN: ReadonlyMap<string, ExprValue | undefined> = new Map([
  ['BAKE_CMD_CONTEXT', known('cwd://')],
  ['BAKE_LOCAL_PLATFORM', undefined],
]);
const AS_JSON = '_JSON';
