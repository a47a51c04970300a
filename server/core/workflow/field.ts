import { templateText } from '../expr/template-text';
import type { Span } from '../text/span';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../yaml/node';
import { sourceSpan } from '../yaml/scalar-map';
import type { Field, FieldMap, NamedField } from './model';

export function fieldOf(node: YamlNode | undefined): Field | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const memo = FIELDS.get(node);
  if (memo !== undefined) return memo;
  const field: Field = { scalar: node, span: node.span, text: node.value, template: templateText(node.value) };
  FIELDS.set(node, field);
  return field;
}

/** The model reads a scalar, and so do rules that look at all scalars of a part; its expressions are parsed once. */
const FIELDS = new WeakMap<YamlNode, Field>();

/** The place in the file of a range of the field's decoded text (UTF-16 offsets into `field.text`). */
export function spanIn(field: Field, range: Span): Span {
  return sourceSpan(field.scalar, range.start, range.end);
}

/** Where the text of the field stands without quotes or block header. */
export function textSpan(field: Field): Span {
  return field.text === '' ? field.span : sourceSpan(field.scalar, 0, field.text.length);
}

export function fieldMap(node: YamlNode | undefined): FieldMap {
  if (node === undefined) return EMPTY;
  if (node.kind === 'scalar') {
    const expression = fieldOf(node);
    return expression?.text.includes('${{') ? { node: undefined, fields: [], expression } : EMPTY;
  }
  if (node.kind !== 'map') return EMPTY;
  return { node, fields: node.entries.map(namedField) };
}

export function namedField(entry: YamlEntry): NamedField {
  return {
    name: entry.key.value,
    lower: entry.key.value.toLowerCase(),
    key: entry.key,
    entry,
    field: fieldOf(entry.value),
    node: entry.value,
  };
}

/** The field of that name; GitHub compares names of inputs, secrets and environment keys without case. */
export function fieldNamed(map: FieldMap, name: string): NamedField | undefined {
  if (map.fields.length === 0) return undefined;
  const wanted = name.toLowerCase();
  return map.fields.find((field) => field.lower === wanted);
}

export function entryIn(map: YamlMap | undefined, key: string): YamlEntry | undefined {
  return map?.entries.find((entry) => entry.key.value === key);
}

export function valueIn(map: YamlMap | undefined, key: string): YamlNode | undefined {
  return entryIn(map, key)?.value;
}

export function mapIn(map: YamlMap | undefined, key: string): YamlMap | undefined {
  const value = valueIn(map, key);
  return value?.kind === 'map' ? value : undefined;
}

/** Scalars of a value that may be a single scalar or a list of them. */
export function scalarsOf(node: YamlNode | undefined): readonly YamlScalar[] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') return node.type === 'null' && node.value === '' ? [] : [node];
  if (node.kind === 'sequence') return node.items.filter((item) => item?.kind === 'scalar');
  return [];
}

const EMPTY: FieldMap = { node: undefined, fields: [] };
