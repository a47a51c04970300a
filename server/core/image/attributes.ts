import { fromParts, parts, splitText } from '../value/text';
import { type Known, knownText, type Template } from '../value/value';

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
  for (const piece of splitText(line, /,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const [head, ...rest] = parts(piece);
    const match = typeof head === 'string' ? /^"?([^\s=",]+)\s*=/.exec(head) : null;
    if (match === null || typeof head !== 'string') {
      complete = false;
      continue;
    }
    const last = rest.length === 0 ? head.replace(/"$/, '') : head;
    values.set((match[1] ?? '').toLowerCase(), fromParts([last.slice(match[0].length), ...rest]));
  }
  return { values, complete };
}

/** The text of an attribute that is known for certain. */
export function attributeText(attributes: Attributes, key: string): string | undefined {
  return knownText(attributes.values.get(key))?.trim();
}
