import type { YamlNode } from '../../server/core/yaml/node';

/** What a tree says, without places, styles and the order of keys: two texts with equal data mean the same. */
export function dataOf(node: YamlNode | undefined): unknown {
  if (node === undefined) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(dataOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, dataOf(value)]).sort());
}
