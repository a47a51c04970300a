import type { Truth } from '../value/value';
import { nodeAtPath } from '../yaml/find';
import type { YamlNode } from '../yaml/node';

/** The entries of a list of a GoReleaser configuration; none where the key is not a list. */
export function items(root: YamlNode, key: string): readonly YamlNode[] {
  const list = nodeAtPath(root, [key]);
  return list?.kind === 'sequence' ? list.items.filter((item) => item !== undefined) : [];
}

/** The texts of a list at a path; entries that are no texts are left out. */
export function texts(root: YamlNode, ...path: readonly string[]): readonly string[] {
  const list = nodeAtPath(root, path);
  return list?.kind === 'sequence' ? list.items.flatMap((item) => text(item) ?? []) : [];
}

/** A scalar as text. */
export function text(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}

/** What a switch means: `on` says whether its `true` switches on. */
export function switched(value: string | undefined, on: boolean): Truth {
  if (value === undefined || value === '') return true;
  if (value === 'true') return on;
  return value === 'false' ? !on : 'unknown';
}

/** Whether a text is a Go template, so that only GoReleaser knows what it comes to. */
export function isTemplated(value: string): boolean {
  return value.includes('{{');
}
