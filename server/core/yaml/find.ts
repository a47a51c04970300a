import { contains, type Span } from '../text/span';
import type { YamlEntry, YamlMap, YamlNode } from './node';

/** A place in the tree: keys of maps and indices of sequences from the root. */
export type Path = readonly (string | number)[];

export function entryOf(map: YamlMap | undefined, key: string): YamlEntry | undefined {
  return map?.entries.find((entry) => entry.key.value === key);
}

/** The node at a path; undefined where a part is not there. */
export function nodeAtPath(root: YamlNode | undefined, path: Path): YamlNode | undefined {
  let node = root;
  for (const part of path) {
    if (node?.kind === 'map') node = entryOf(node, String(part))?.value;
    else if (node?.kind === 'sequence' && typeof part === 'number') node = node.items[part];
    else return undefined;
  }
  return node;
}

/** The path of a node, found by identity and guided by spans; undefined when the tree does not hold it. */
export function pathOf(root: YamlNode | undefined, target: YamlNode): Path | undefined {
  if (root === target) return [];
  if (root === undefined || !contains(root.span, target.span)) return undefined;
  for (const [part, child] of children(root)) {
    const path = child === undefined ? undefined : pathOf(child, target);
    if (path !== undefined) return [part, ...path];
  }
  return undefined;
}

/** The path of the innermost node or key that touches an offset, with the entry whose key it touches, if any. */
export function pathAtOffset(
  root: YamlNode | undefined,
  offset: number,
): { readonly path: Path; readonly node: YamlNode | undefined; readonly key: YamlEntry | undefined } {
  let node = root;
  const path: (string | number)[] = [];
  for (;;) {
    if (node === undefined) return { path, node, key: undefined };
    if (node.kind === 'map') {
      const entry: YamlEntry | undefined = node.entries.find(
        ({ span, value }) => within(span, offset) || (value !== undefined && within(value.span, offset)),
      );
      if (entry === undefined) return { path, node, key: undefined };
      path.push(entry.key.value);
      if (within(entry.key.span, offset)) return { path, node: entry.value, key: entry };
      if (entry.value === undefined || !within(entry.value.span, offset))
        return { path, node: entry.value, key: entry };
      node = entry.value;
    } else if (node.kind === 'sequence') {
      const index: number = node.items.findIndex((item) => item !== undefined && within(item.span, offset));
      if (index < 0) return { path, node, key: undefined };
      path.push(index);
      node = node.items[index];
    } else return { path, node, key: undefined };
  }
}

export function children(node: YamlNode): readonly (readonly [string | number, YamlNode | undefined])[] {
  if (node.kind === 'map') return node.entries.map((entry) => [entry.key.value, entry.value] as const);
  if (node.kind === 'sequence') return node.items.map((item, index) => [index, item] as const);
  return [];
}

function within(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
