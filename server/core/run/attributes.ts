import { fromParts, parts, trimText } from '../value/text';
import { type Known, knownText, type Template, type TemplatePart } from '../value/value';

/** One line of `key=value,key=value`, as BuildKit's exporters, caches and attestations are written. */
export interface Attributes {
  /** By lower-case key, the last where one is repeated. */
  readonly values: ReadonlyMap<string, Known | Template>;
  /** False where a piece is no `key=value`, so that an expression in it may be any attribute. */
  readonly complete: boolean;
}

/** Reads a line of attributes: CSV, so a piece in double quotes may hold commas (buildx, util/buildflags, csvvalue.Fields). */
export function attributesOf(line: Known | Template): Attributes {
  const values = new Map<string, Known | Template>();
  let complete = true;
  for (const [head, ...rest] of csvFields(line)) {
    const match = typeof head === 'string' ? /^([^\s=,]+)\s*=/.exec(head) : null;
    if (match === null || typeof head !== 'string') {
      complete = false;
      continue;
    }
    values.set((match[1] ?? '').toLowerCase(), fromParts([head.slice(match[0].length), ...rest]));
  }
  return { values, complete };
}

/** The pieces between commas outside quotes, without the quotes. A quote may open before an expression and close behind it. */
export function csvFields(line: Known | Template): readonly (readonly TemplatePart[])[] {
  const result: TemplatePart[][] = [[]];
  let quoted = false;
  for (const part of parts(line)) {
    if (typeof part !== 'string') {
      result[result.length - 1]?.push(part);
      continue;
    }
    for (const text of part.split(/([",])/)) {
      if (text === '"') quoted = !quoted;
      else if (text === ',' && !quoted) result.push([]);
      else if (text !== '') result[result.length - 1]?.push(text);
    }
  }
  return result.map((field) => parts(trimText(fromParts(field)))).filter((field) => field.length > 0);
}

/** The text of an attribute that is known for certain. */
export function attributeText(attributes: Attributes, key: string): string | undefined {
  return knownText(attributes.values.get(key))?.trim();
}
