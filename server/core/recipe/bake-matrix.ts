import { datumText, type ExprValue } from '../value/value';
import type { BakeBlock } from './bake-file';
import { LONGEST_LIST } from './bake-list-functions';
import { type BakeScope, bakeValue } from './bake-value';

/** A target of a block, and what its expressions see. */
export interface BakeLeg {
  readonly name: string;
  readonly scope: BakeScope;
}

/**
 * One target per combination of a `matrix`; the block itself where there is none; undefined where it is not known
 * (docs.docker.com/build/bake/matrices).
 */
export function matrixLegs(block: BakeBlock, scope: BakeScope): readonly BakeLeg[] | undefined {
  const matrix = block.attributes.get('matrix');
  if (matrix === undefined) return [{ name: block.name, scope }];
  const axes = bakeValue(matrix, scope);
  const pattern = block.attributes.get('name');
  if (axes.kind !== 'object' || !axes.complete || pattern === undefined) return undefined;
  let legs: ReadonlyMap<string, ExprValue>[] = [new Map()];
  for (const [axis, values] of axes.entries) {
    if (values.kind !== 'list' || !values.complete || legs.length * values.items.length > LONGEST_LIST)
      return undefined;
    legs = legs.flatMap((leg) => values.items.map((value) => new Map([...leg, [axis, value]])));
  }
  const result: BakeLeg[] = [];
  const names = new Set<string>();
  for (const leg of legs) {
    const own: BakeScope = { ...scope, variable: (name) => leg.get(name) ?? scope.variable(name) };
    const name = bakeValue(pattern, own);
    if (name.kind !== 'known') return undefined;
    const text = datumText(name.value);
    // Other names, and one twice, stop the build.
    if (!/^[\w-]+$/.test(text) || names.has(text)) return undefined;
    names.add(text);
    result.push({ name: text, scope: { ...own, frame: `${scope.frame}/${text}` } });
  }
  return result;
}
