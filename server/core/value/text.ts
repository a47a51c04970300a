import {
  ALTERNATIVES_MAX,
  datumText,
  type ExprValue,
  type Hole,
  type Known,
  known,
  type OneOf,
  onlyHole,
  type Template,
  type TemplatePart,
  unknown,
  type Value,
} from './value';

/** Puts values one after the other as text; alternatives multiply, and too many or an unknown make the whole unknown. */
export function concat(values: readonly Value[]): Value {
  let results: TemplatePart[][] = [[]];
  for (const value of values) {
    if (results.every((left) => appendTo(left, value))) continue;
    // Only where ways part do the lists before have to be copied.
    const options = alternatives(value);
    if (options === undefined) return value;
    if (results.length * options.length > ALTERNATIVES_MAX) return unknown('has too many possible values');
    results = results.flatMap((left) => options.map((right) => [...left, ...parts(right)]));
  }
  return oneOf(results.map((list) => settledAsString(fromParts(list))));
}

/** Appends the parts of a settled value; for any other, changes nothing and gives false. Nearly all are settled, so this way is the fast one. */
function appendTo(list: TemplatePart[], value: Value): boolean {
  if (value.kind === 'known') list.push(datumText(value.value));
  else if (value.kind === 'template') list.push(...value.parts);
  else return false;
  return true;
}

/** The alternatives of a value, a single one when it is settled; undefined when it is unknown. */
export function alternatives(value: Value): readonly (Known | Template)[] | undefined {
  switch (value.kind) {
    case 'known':
    case 'template':
      return [value];
    case 'oneOf':
      return value.options;
    case 'unknown':
      return undefined;
  }
}

/** The value as an environment variable or output holds it: always a string, so `env.X == true` is never true (docs: contexts). */
export function asString(value: ExprValue): ExprValue {
  if (value.kind === 'known' || value.kind === 'template') return settledAsString(value);
  return value.kind === 'oneOf' ? oneOf(value.options.map(settledAsString)) : value;
}

function settledAsString(value: Known | Template): Known | Template {
  if (value.kind === 'known') return typeof value.value === 'string' ? value : known(datumText(value.value));
  const only = onlyHole(value);
  if (only?.domain === undefined || only.domain.every((datum) => typeof datum === 'string')) return value;
  return { kind: 'template', parts: [{ ...only, domain: only.domain.map(datumText) }] };
}

/** Literals and holes of a settled value; a known value is one literal (none when empty). */
export function parts(value: Known | Template): readonly TemplatePart[] {
  if (value.kind === 'template') return value.parts;
  const text = datumText(value.value);
  return text === '' ? [] : [text];
}

/** The settled value with these parts: known text when no hole is left. */
export function fromParts(list: readonly TemplatePart[]): Known | Template {
  const merged: TemplatePart[] = [];
  for (const part of list) {
    const last = merged[merged.length - 1];
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  if (merged.length === 0) return known('');
  const [only] = merged;
  if (merged.length === 1 && typeof only === 'string') return known(only);
  return { kind: 'template', parts: merged };
}

/** One value of several, with duplicates dropped; unknown when there is none or there are too many. */
export function oneOf(options: readonly (Known | Template)[]): Value {
  const [only, other] = options;
  if (only !== undefined && other === undefined) return only;
  const list = distinct(options);
  const [first] = list;
  if (first === undefined) return unknown('has no possible value');
  if (list.length === 1) return first;
  if (list.length > ALTERNATIVES_MAX) return unknown('has too many possible values');
  return { kind: 'oneOf', options: list } satisfies OneOf;
}

function distinct(options: readonly (Known | Template)[]): readonly (Known | Template)[] {
  if (options.length > FEW) return [...new Map(options.map((option) => [identity(option), option])).values()];
  const list: (Known | Template)[] = [];
  for (const option of options) {
    const at = list.findIndex((other) => isSame(other, option));
    if (at < 0) list.push(option);
    else list[at] = option;
  }
  return list;
}

/** Up to so many, comparing each with each costs less than writing their identities. */
const FEW = 12;

/** Whether two settled values have the same identity; told without writing it. */
export function isSame(a: Known | Template, b: Known | Template): boolean {
  if (a === b) return true;
  if (a.kind === 'known')
    return b.kind === 'known' && (a.value === b.value || (Number.isNaN(a.value) && Number.isNaN(b.value)));
  if (b.kind === 'known' || a.parts.length !== b.parts.length) return false;
  return a.parts.every((part, index) => {
    const other = b.parts[index];
    return typeof part === 'string' || typeof other === 'string' || other === undefined
      ? part === other
      : part.key === other.key;
  });
}

/** The union of several values: unknown as soon as one is. */
export function union(values: readonly Value[]): Value {
  const options: (Known | Template)[] = [];
  for (const value of values) {
    const list = alternatives(value);
    if (list === undefined) return value;
    options.push(...list);
  }
  return oneOf(options);
}

/** A string that is equal for two settled values exactly when they are the same text within a run. */
export function identity(value: Known | Template): string {
  if (value.kind === 'known') return `=${typeof value.value}:${datumText(value.value)}`;
  let text = '~';
  // The length in front keeps texts apart that hold braces of their own.
  for (const part of value.parts) text += typeof part === 'string' ? `${part.length}:${part}` : `{${part.key}}`;
  return text;
}

/** The text with its holes written as `${{ expression }}`, for messages and hover. */
export function show(value: Value): string {
  switch (value.kind) {
    case 'known':
      return datumText(value.value);
    case 'template':
      return value.parts.map((part) => (typeof part === 'string' ? part : `\${{ ${part.shown} }}`)).join('');
    case 'oneOf':
      return value.options.map(show).join(' or ');
    case 'unknown':
      return `unknown (${value.reason})`;
  }
}

/**
 * Splits a settled text at every separator found in its literals; holes are assumed to hold none.
 * Each piece is trimmed of white space at literal ends, empty pieces are dropped.
 */
export function splitText(value: Known | Template, separator: RegExp): readonly (Known | Template)[] {
  return cutParts(parts(value), separator)
    .map((list) => fromParts(trim(list)))
    .filter((piece) => parts(piece).length > 0);
}

/** The pieces between the separators found in the literals of a text, empty ones too; holes are taken to hold none. */
export function cutParts(list: readonly TemplatePart[], separator: RegExp | string): readonly TemplatePart[][] {
  let open: TemplatePart[] = [];
  const pieces = [open];
  for (const part of list) {
    if (typeof part !== 'string') {
      open.push(part);
      continue;
    }
    part.split(separator).forEach((text, index) => {
      if (index > 0) {
        open = [];
        pieces.push(open);
      }
      if (text !== '') open.push(text);
    });
  }
  return pieces;
}

/** The settled value without white space about it. */
export function trimText(value: Known | Template): Known | Template {
  return fromParts(trim(parts(value)));
}

/** The holes of a value, over all its alternatives. */
export function holes(value: Value): readonly Hole[] {
  return (alternatives(value) ?? []).flatMap((option) => parts(option).filter((part) => typeof part !== 'string'));
}

function trim(list: readonly TemplatePart[]): readonly TemplatePart[] {
  return list.map((part, index) => {
    if (typeof part !== 'string') return part;
    const left = index === 0 ? part.trimStart() : part;
    return index === list.length - 1 ? left.trimEnd() : left;
  });
}
