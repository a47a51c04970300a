import { alternatives, concat } from '../value/text';
import { datumText, type ExprValue, known } from '../value/value';
import type { BakeBlock, BakeFile } from './bake-file';
import { type BakeScope, bakeValue } from './bake-value';
import type { ComposeFile, ComposeService } from './compose';
import type { HclExpression } from './hcl';

/** What one `docker buildx bake` reads: its files in order, and the values that variables have from outside. */
export interface BakeDefinition {
  readonly files: readonly (BakeFile | ComposeFile)[];
  /** Targets that are defined elsewhere, with what is known of them (the bake file of docker/metadata-action). */
  readonly given: ReadonlyMap<string, ReadonlyMap<string, ExprValue>>;
  /** The value of a variable from the environment; undefined where nobody sets it. */
  variable(name: string): ExprValue | undefined;
}

/** A target that is built, with its attributes after inheritance, under the names of bake's reference. */
export interface BakeTarget {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, ExprValue>;
}

export interface BakePlan {
  readonly targets: readonly BakeTarget[];
  /** Names asked for that nothing defines. */
  readonly missing: readonly string[];
  /** Names by which what is built refers to targets that nothing defines. */
  readonly lost: readonly LostTarget[];
  /** All names that may be asked for. */
  readonly names: readonly string[];
  /** False where other targets may be built too, because a name or matrix could not be read. */
  readonly complete: boolean;
}

export interface LostTarget {
  readonly name: string;
  /** The group or target that names it. */
  readonly by: string;
  readonly how: 'targets' | 'inherits' | 'contexts';
}

/** The file names that bake looks for, in the order in which they are merged (docs.docker.com `docker buildx bake --file`). */
export const BAKE_NAMES = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
] as const;

/** The targets that bake builds for the names asked for (`default` where none is). */
export function bakePlan(definition: BakeDefinition, names: readonly string[]): BakePlan {
  const book = bookOf(definition);
  const targets = new Map<string, BakeTarget>();
  const missing: string[] = [];
  const lost: LostTarget[] = [];
  const seen = new Set<string>();
  let complete = book.complete;

  const visit = (name: string, by?: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const group = book.groups.get(name);
    for (const member of group?.members ?? []) visit(member, name);
    if (group?.complete === false) complete = false;
    if (book.targets.has(name)) {
      const target = { name, attributes: book.resolve(name, new Set()) };
      targets.set(name, target);
      lost.push(...book.lost(target));
    } else if (group === undefined) {
      missing.push(name);
      if (by !== undefined) lost.push({ name, by, how: 'targets' });
    }
  };
  for (const name of names.length === 0 ? [book.start] : names) visit(name);
  return { targets: [...targets.values()], missing, lost, names: [...book.groups.keys(), ...book.targets], complete };
}

/** Every target and group of a definition by name. */
interface Book {
  readonly groups: ReadonlyMap<string, { readonly members: readonly string[]; readonly complete: boolean }>;
  readonly targets: ReadonlySet<string>;
  readonly complete: boolean;
  /** What is built when nothing is asked for. */
  readonly start: string;
  lost(target: BakeTarget): readonly LostTarget[];
  resolve(name: string, trail: ReadonlySet<string>): ReadonlyMap<string, ExprValue>;
}

function bookOf(definition: BakeDefinition): Book {
  const groups = new Map<string, { readonly members: readonly string[]; readonly complete: boolean }>();
  const layers = new Map<string, ReadonlyMap<string, ExprValue>[]>();
  let complete = true;
  const add = (name: string, attributes: ReadonlyMap<string, ExprValue>): void => {
    layers.set(name, [...(layers.get(name) ?? []), attributes]);
  };
  const scope = scopeOf(definition);
  for (const file of definition.files) {
    if ('services' in file) {
      if (file.includes) complete = false;
      const building = file.services.filter(({ build }) => build !== undefined);
      for (const service of building)
        add(targetName(service.name), composeAttributes(service, scope(file.file.path, true)));
      groups.set('default', { members: building.map(({ name }) => targetName(name)), complete: true });
      continue;
    }
    const own = scope(file.file.path);
    for (const { name, attributes } of file.groups) {
      const { items, complete: all } = listed(attributes.get('targets'), own);
      groups.set(name, { members: items, complete: all });
    }
    for (const block of file.targets) {
      const legs = matrixLegs(block, own);
      const [leg] = legs ?? [];
      if (legs === undefined) complete = false;
      else if (legs.length === 1 && leg?.name === block.name) add(block.name, valuesOf(block, leg.scope));
      else {
        groups.set(block.name, { members: legs.map(({ name }) => name), complete: true });
        for (const leg of legs) add(leg.name, valuesOf(block, leg.scope));
      }
    }
  }
  for (const [name, attributes] of definition.given) add(name, attributes);
  const book: Book = {
    groups,
    targets: new Set(layers.keys()),
    complete,
    start: 'default',
    lost: ({ name, attributes }) => {
      const parents = (by: string, trail: ReadonlySet<string>): readonly LostTarget[] => {
        const own = trail.has(by) ? undefined : (layers.get(by) ?? []).reduce(merge, new Map<string, ExprValue>());
        return textsOf(own?.get('inherits')).flatMap((parent) =>
          layers.has(parent)
            ? parents(parent, new Set([...trail, by]))
            : [{ name: parent, by, how: 'inherits' as const }],
        );
      };
      const contexts = attributes.get('contexts');
      const linked = contexts?.kind === 'object' ? [...contexts.entries.values()] : [];
      return [
        ...parents(name, new Set()),
        ...linked.flatMap((value) => {
          const to = value.kind === 'known' ? /^target:(.+)$/.exec(datumText(value.value))?.[1] : undefined;
          return to === undefined || layers.has(to) ? [] : [{ name: to, by: name, how: 'contexts' as const }];
        }),
      ];
    },
    resolve: (name, trail) => {
      if (trail.has(name)) return new Map();
      const inner = new Set([...trail, name]);
      const own = (layers.get(name) ?? []).reduce(merge, new Map<string, ExprValue>());
      const inherits = own.get('inherits');
      const parents = textsOf(inherits);
      const all = merge(
        parents.map((parent) => book.resolve(parent, inner)).reduce(merge, new Map<string, ExprValue>()),
        own,
      );
      // A parent that is not known may bring tags.
      const settled = inherits === undefined || (inherits.kind === 'list' && inherits.items.length === parents.length);
      return settled || all.has('tags') ? all : new Map([...all, ['tags', INHERITED]]);
    },
  };
  return book;
}

const INHERITED: ExprValue = { kind: 'unknown', reason: 'may be inherited' };

/** Attributes of a second definition replace those of the first; maps are merged by key (buildx, bake.Target.Merge). */
function merge(
  first: ReadonlyMap<string, ExprValue>,
  second: ReadonlyMap<string, ExprValue>,
): ReadonlyMap<string, ExprValue> {
  const result = new Map(first);
  for (const [name, value] of second) {
    if (value.kind === 'known' && value.value === null) continue;
    const earlier = result.get(name);
    result.set(
      name,
      value.kind === 'object' && earlier?.kind === 'object'
        ? {
            kind: 'object',
            entries: new Map([...earlier.entries, ...value.entries]),
            complete: earlier.complete && value.complete,
          }
        : value,
    );
  }
  return result;
}

function valuesOf(block: BakeBlock, scope: BakeScope): ReadonlyMap<string, ExprValue> {
  return new Map([...block.attributes].map(([name, expression]) => [name, bakeValue(expression, scope)]));
}

/** A service builds its `image` name and its further `tags`. */
function composeAttributes(service: ComposeService, scope: BakeScope): ReadonlyMap<string, ExprValue> {
  const attributes = new Map<string, ExprValue>();
  for (const [name, expression] of service.build?.attributes ?? []) attributes.set(name, bakeValue(expression, scope));
  const image = service.image === undefined ? undefined : bakeValue(service.image, scope);
  const tags = attributes.get('tags');
  if (image !== undefined)
    attributes.set('tags', {
      kind: 'list',
      items: [image, ...(tags?.kind === 'list' ? tags.items : [])],
      complete: tags === undefined || (tags.kind === 'list' && tags.complete),
    });
  if (service.platform !== undefined && !attributes.has('platforms'))
    attributes.set('platforms', { kind: 'list', items: [bakeValue(service.platform, scope)], complete: true });
  return attributes;
}

/** Bake's names may not hold a dot, so a service's is changed (docs.docker.com/build/bake/compose-file). */
function targetName(service: string): string {
  return service.replaceAll('.', '_');
}

interface Leg {
  readonly name: string;
  readonly scope: BakeScope;
}

/** One target per combination of a `matrix`; the block itself where there is none; undefined where it is not known. */
function matrixLegs(block: BakeBlock, scope: BakeScope): readonly Leg[] | undefined {
  const matrix = block.attributes.get('matrix');
  if (matrix === undefined) return [{ name: block.name, scope }];
  const axes = bakeValue(matrix, scope);
  const pattern = block.attributes.get('name');
  if (axes.kind !== 'object' || !axes.complete || pattern === undefined) return undefined;
  let legs: ReadonlyMap<string, ExprValue>[] = [new Map()];
  for (const [axis, values] of axes.entries) {
    if (values.kind !== 'list' || !values.complete) return undefined;
    legs = legs.flatMap((leg) => values.items.map((value) => new Map([...leg, [axis, value]])));
  }
  const result: Leg[] = [];
  for (const leg of legs) {
    const own: BakeScope = { ...scope, variable: (name) => leg.get(name) ?? scope.variable(name) };
    const name = bakeValue(pattern, own);
    if (name.kind !== 'known') return undefined;
    result.push({ name: datumText(name.value), scope: own });
  }
  return result;
}

function listed(
  expression: HclExpression | undefined,
  scope: BakeScope,
): { readonly items: readonly string[]; readonly complete: boolean } {
  const value = expression === undefined ? undefined : bakeValue(expression, scope);
  const items = textsOf(value);
  return { items, complete: value?.kind === 'list' && value.complete && value.items.length === items.length };
}

function textsOf(value: ExprValue | undefined): readonly string[] {
  return value?.kind === 'list'
    ? value.items.flatMap((item) => (item.kind === 'known' ? [datumText(item.value)] : []))
    : [];
}

/** Variables come from the environment before their defaults, and see each other; functions see their parameters. */
function scopeOf(definition: BakeDefinition): (path: string, composed?: boolean) => BakeScope {
  const files = definition.files.filter((file): file is BakeFile => 'targets' in file);
  const variables = new Map(files.flatMap((file) => file.variables.map((one) => [one.name, one] as const)));
  const functions = new Map(files.flatMap((file) => file.functions.map((one) => [one.name, one] as const)));
  return (path, composed = false) => {
    const open = new Set<string>();
    const scope: BakeScope = {
      key: path,
      variable: (name) => {
        const block = variables.get(name);
        const fixed = block?.attributes.get('value');
        if (fixed === undefined) {
          const outside = definition.variable(name);
          if (outside !== undefined) return outside;
        }
        // Compose takes a variable that is not set for empty (compose-spec 12-interpolation.md).
        if (block === undefined) return BUILT_IN.get(name) ?? (composed ? known('') : undefined);
        const value = fixed ?? block.attributes.get('default');
        if (value === undefined || open.has(name)) return undefined;
        open.add(name);
        const answer = bakeValue(value, scope);
        open.delete(name);
        return answer;
      },
      call: (name, args) => {
        const block = functions.get(name);
        const result = block?.attributes.get('result');
        if (block === undefined || result === undefined || open.has(`${name}()`)) return undefined;
        const parameters = parametersOf(block);
        open.add(`${name}()`);
        const answer = bakeValue(result, {
          ...scope,
          variable: (inner) => {
            const index = parameters.indexOf(inner);
            return index < 0 ? scope.variable(inner) : args[index];
          },
        });
        open.delete(`${name}()`);
        return answer;
      },
    };
    return scope;
  };
}

/** `params = [a, b]` names its parameters like variables. */
function parametersOf(block: BakeBlock): readonly string[] {
  const params = block.attributes.get('params');
  return params?.kind === 'list'
    ? params.items.map((item) =>
        item.kind === 'variable' ? item.name : item.kind === 'literal' ? String(item.value) : '',
      )
    : [];
}

/** docs.docker.com/build/bake/variables, "Built-in variables"; the command's other one is the place it runs in. */
const BUILT_IN: ReadonlyMap<string, ExprValue> = new Map([['BAKE_CMD_CONTEXT', known('.')]]);

/** A list attribute as lines of text: each item known, with holes, or one of several. */
export function linesOf(value: ExprValue | undefined): {
  readonly lines: ExprValue | undefined;
  readonly complete: boolean;
} {
  if (value === undefined) return { lines: undefined, complete: true };
  if (value.kind !== 'list') return { lines: value, complete: true };
  const texts = value.items.flatMap((item) =>
    item.kind === 'list' || item.kind === 'object' || item.kind === 'unknown' ? [] : [item],
  );
  const lines = concat(texts.flatMap((text, index) => (index === 0 ? [text] : [known('\n'), text])));
  return {
    lines: alternatives(lines) === undefined ? undefined : lines,
    complete: value.complete && texts.length === value.items.length && alternatives(lines) !== undefined,
  };
}
