import type { YamlNode } from '../yaml/node';
import { fieldOf } from './field';
import type { Field } from './model';

/** Every scalar value at or below a node, as a field; keys are not among them. Several rules ask for the same nodes. */
export function fieldsBelow(node: YamlNode | undefined): readonly Field[] {
  if (node === undefined) return [];
  const memo = FIELDS.get(node);
  if (memo !== undefined) return memo;
  const fields: Field[] = [];
  collect(node, fields);
  FIELDS.set(node, fields);
  return fields;
}

const FIELDS = new WeakMap<YamlNode, readonly Field[]>();

function collect(node: YamlNode | undefined, into: Field[]): void {
  if (node === undefined) return;
  if (node.kind === 'scalar') {
    const field = fieldOf(node);
    if (field !== undefined) into.push(field);
  } else if (node.kind === 'sequence') for (const item of node.items) collect(item, into);
  else for (const { value } of node.entries) collect(value, into);
}
