import { datumText, type ExprValue } from '../value/value';
import type { BakeDefinition, BakeTarget, LostTarget } from './bake';
import { composeAttributes, composeTarget } from './bake-compose';
import type { BakeBlock } from './bake-file';
import { matrixLegs } from './bake-matrix';
import { scopesOf } from './bake-scope';
import { type BakeLayer, targetReader } from './bake-target-reader';
import { type BakeScope, bakeValue } from './bake-value';
import type { HclExpression } from './hcl';

type Attributes = ReadonlyMap<string, ExprValue>;

/** Every target and group of a definition by name. */
export interface BakeBook {
  readonly groups: ReadonlyMap<string, BakeGroup>;
  readonly targets: ReadonlySet<string>;
  readonly complete: boolean;
  lost(target: BakeTarget): readonly LostTarget[];
  resolve(name: string, trail: ReadonlySet<string>): Attributes;
}

export interface BakeGroup {
  readonly members: readonly string[];
  readonly complete: boolean;
}

export function bakeBook(definition: BakeDefinition): BakeBook {
  const groups = new Map<string, BakeGroup>();
  const layers = new Map<string, BakeLayer[]>();
  let complete = true;
  const add = (name: string, layer: BakeLayer): void => {
    layers.set(name, [...(layers.get(name) ?? []), layer]);
  };
  const scopes = scopesOf(definition, targetReader(layers));
  definition.files.forEach((file, index) => {
    addGiven(index);
    if ('services' in file) {
      if (file.includes) complete = false;
      const building = file.services.filter(({ build }) => build !== undefined);
      const own = scopes(file.file.path, true);
      for (const service of building)
        add(composeTarget(service.name), { attributes: () => composeAttributes(service, own) });
      groups.set('default', { members: building.map(({ name }) => composeTarget(name)), complete: true });
      return;
    }
    const own = scopes(file.file.path);
    for (const { name, attributes } of file.groups) {
      const { items, complete: all } = listed(attributes.get('targets'), own);
      groups.set(name, { members: items, complete: all });
    }
    for (const block of file.targets) {
      const legs = matrixLegs(block, own);
      const [leg] = legs ?? [];
      if (legs === undefined) complete = false;
      else if (legs.length !== 1 || leg?.name !== block.name)
        groups.set(block.name, { members: legs.map(({ name }) => name), complete: true });
      for (const { name, scope } of legs ?? []) add(name, { block, scope, attributes: () => valuesOf(block, scope) });
    }
  });
  addGiven(definition.files.length);
  function addGiven(place: number): void {
    for (const { target, attributes, after } of definition.given)
      if (after === place) add(target, { attributes: () => attributes });
  }

  const memo = new Map<string, Attributes>();
  const own = (name: string): Attributes => {
    const found =
      memo.get(name) ?? (layers.get(name) ?? []).map((layer) => layer.attributes()).reduce(merge, new Map());
    memo.set(name, found);
    return found;
  };
  const book: BakeBook = {
    groups,
    targets: new Set(layers.keys()),
    complete,
    lost: ({ name, attributes }) => {
      const parents = (by: string, trail: ReadonlySet<string>): readonly LostTarget[] =>
        textsOf(trail.has(by) ? undefined : own(by).get('inherits')).flatMap((parent) =>
          layers.has(parent)
            ? parents(parent, new Set([...trail, by]))
            : [{ name: parent, by, how: 'inherits' as const }],
        );
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
      const inherits = own(name).get('inherits');
      const parents = textsOf(inherits);
      const all = merge(
        parents.map((parent) => book.resolve(parent, inner)).reduce(merge, new Map<string, ExprValue>()),
        own(name),
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
function merge(first: Attributes, second: Attributes): Attributes {
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

function valuesOf(block: BakeBlock, scope: BakeScope): Attributes {
  return new Map([...block.attributes].map(([name, expression]) => [name, bakeValue(expression, scope)]));
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
