import type { YamlNode } from '../yaml/node';
import { fieldOf } from './field';
import type { Field } from './model';

/** Every scalar value at or below a node, as a field; keys are not among them. */
export function fieldsBelow(node: YamlNode | undefined): readonly Field[] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') {
    const field = fieldOf(node);
    return field === undefined ? [] : [field];
  }
  if (node.kind === 'sequence') return node.items.flatMap(fieldsBelow);
  return node.entries.flatMap(({ value }) => fieldsBelow(value));
}
