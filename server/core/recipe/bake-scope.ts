import { type ExprValue, known } from '../value/value';
import type { BakeDefinition } from './bake';
import type { BakeBlock, BakeFile } from './bake-file';
import { identityOf } from './bake-hole';
import { listOf } from './bake-list-functions';
import { type BakeScope, bakeValue } from './bake-value';
import { typedVariable } from './bake-variable';

/** Gives the scope of a file by its path; `composed` for a compose file, whose variables are empty where nobody sets them. */
export type BakeScopes = (path: string, composed?: boolean) => BakeScope;

/** More is not worked out; only a hostile file has as much. */
const STEPS_MAX = 50_000;

/** Variables come from the environment before their defaults, and see each other; functions see their parameters. */
export function scopesOf(definition: BakeDefinition, target: NonNullable<BakeScope['target']>): BakeScopes {
  const files = definition.files.filter((file): file is BakeFile => 'targets' in file);
  const named = (blocks: (file: BakeFile) => readonly BakeBlock[]): ReadonlyMap<string, Placed> =>
    new Map(
      files.flatMap((file) => blocks(file).map((block) => [block.name, { block, path: file.file.path }] as const)),
    );
  const variables = named((file) => file.variables);
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
  const valueOf = (name: string): ExprValue | undefined => {
    const found = variables.get(name);
    const fixed = found?.block.attributes.get('value');
    const outside = fixed === undefined ? definition.variable(name) : undefined;
    if (found === undefined) return outside ?? BUILT_IN.get(name);
    const { block, path } = found;
    const written = fixed ?? block.attributes.get('default');
    const value = written && guarded(name, () => bakeValue(written, scopeFor(path)));
    return outside === undefined ? value : typedVariable(outside, block.attributes.get('type'), value);
  };
  const scopeFor: BakeScopes = (path, composed = false) => {
    const scope: BakeScope = {
      key: path,
      frame: '',
      variable: (name) => {
        if (!settled.has(name)) {
          const value = valueOf(name);
          // Within a circle it is not known only for the moment.
          if (open.size > 0 && value === undefined) return undefined;
          settled.set(name, value);
        }
        // Compose takes a variable that is not set for empty (compose-spec 12-interpolation.md).
        return settled.get(name) ?? (composed && !variables.has(name) ? known('') : undefined);
      },
      call: (name, args) => {
        const found = functions.get(name);
        const result = found?.block.attributes.get('result');
        const parameters = found === undefined ? undefined : bound(found.block, args);
        if (found === undefined || result === undefined || parameters === undefined) return undefined;
        const outer = scopeFor(found.path);
        const inner: BakeScope = {
          ...outer,
          frame: `/${name}(${args.map(identityOf).join(',')})`,
          variable: (one) => parameters.get(one) ?? outer.variable(one),
        };
        return guarded(`${name}()`, () => bakeValue(result, inner));
      },
      target,
      exhausted: () => ++steps > STEPS_MAX,
    };
    return scope;
  };
  return scopeFor;
}

interface Placed {
  readonly block: BakeBlock;
  readonly path: string;
}

/** The parameters of `params = [a, b]` and `variadic_params = rest` with their arguments; undefined where they do not fit. */
function bound(block: BakeBlock, args: readonly ExprValue[]): ReadonlyMap<string, ExprValue> | undefined {
  const params = block.attributes.get('params');
  const rest = block.attributes.get('variadic_params');
  if (params?.kind !== 'list') return undefined;
  const names = params.items.map((item) =>
    item.kind === 'variable' ? item.name : item.kind === 'literal' ? String(item.value) : '',
  );
  if (args.length < names.length || (rest?.kind !== 'variable' && args.length > names.length)) return undefined;
  const values = new Map(args.slice(0, names.length).map((arg, index) => [names[index] ?? '', arg]));
  if (rest?.kind === 'variable') values.set(rest.name, listOf(args.slice(names.length)));
  return values;
}

/** docs.docker.com/build/bake/variables, "Built-in variables"; the command's other one is the place it runs in. */
const BUILT_IN: ReadonlyMap<string, ExprValue> = new Map([['BAKE_CMD_CONTEXT', known('.')]]);
