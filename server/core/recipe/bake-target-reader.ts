import { alternatives, oneOf, splitText } from '../value/text';
import { type ExprValue, hole, type Known, known, type Template } from '../value/value';
import type { BakeBlock } from './bake-file';
import { listOf } from './bake-list-functions';
import { type BakeScope, bakeValue } from './bake-value';

/** One definition of a target: written in a block, or by a service of compose, or given from elsewhere. */
export interface BakeLayer {
  readonly block?: BakeBlock;
  readonly scope?: BakeScope;
  attributes(): ReadonlyMap<string, ExprValue>;
}

/**
 * Reads `target.NAME.ATTRIBUTE`, which is what the last block of that name says, without what it inherits (buildx,
 * bake/hclparser `resolveBlock`). Undefined where several blocks or another form make it uncertain.
 */
export function targetReader(layers: ReadonlyMap<string, readonly BakeLayer[]>): NonNullable<BakeScope['target']> {
  const open = new Set<string>();
  return (name, attribute) => {
    const found = layers.get(name) ?? [];
    const last = found.at(-1);
    if (last === undefined) return undefined;
    if (attribute === 'name') return known(name);
    const place = `${name}.${attribute}`;
    if (!PLAIN.has(attribute) || open.has(place)) return undefined;
    if (last.block === undefined || last.scope === undefined) return singly(last.attributes().get(attribute));
    const written = last.block.attributes.get(attribute);
    if (written === undefined) return found.length === 1 ? known(null) : undefined;
    open.add(place);
    const value = bakeValue(written, last.scope);
    open.delete(place);
    return value;
  };
}

/** Attributes that are texts, lists of texts or maps of texts however they are written. */
const PLAIN: ReadonlySet<string> = new Set([
  'annotations',
  'args',
  'context',
  'contexts',
  'dockerfile',
  'inherits',
  'labels',
  'platforms',
  'tags',
  'target',
]);

/** The lines of given lists as items of their own. */
function singly(value: ExprValue | undefined): ExprValue | undefined {
  if (value?.kind !== 'list') return value;
  const items: ExprValue[] = [];
  let { complete } = value;
  for (const item of value.items) {
    const options = item.kind === 'list' || item.kind === 'object' ? undefined : alternatives(item);
    const lines = (options ?? []).map((option) => splitText(option, /\r?\n/));
    const [first = []] = lines;
    if (options === undefined) complete = false;
    // As many lines in each alternative go side by side; otherwise all that may be.
    else if (lines.every((one) => one.length === first.length) && !lines.flat().some(isSeveral))
      items.push(...first.map((_, at) => oneOf(lines.flatMap((line) => line.slice(at, at + 1)))));
    else {
      complete = false;
      items.push(...lines.flat().map((line) => (isSeveral(line) ? oneOfThem(line) : line)));
    }
  }
  return listOf(items, complete);
}

/** Whether a line holds the whole output of a step, which may be several lines. */
function isSeveral(line: Known | Template): boolean {
  return line.kind === 'template' && line.parts.some((part) => typeof part === 'object' && part.origin !== undefined);
}

function oneOfThem(line: Known | Template): Template {
  const [only] = line.kind === 'template' ? line.parts.filter((part) => typeof part === 'object') : [];
  const shown = typeof only === 'object' ? only.shown : '';
  return hole({
    key: `line of ${typeof only === 'object' ? only.key : ''}`,
    shown: `a line of ${shown}`,
    reason: 'is worked out in the run',
  });
}
