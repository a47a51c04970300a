import { escapePattern } from '../text/escape-pattern';
import type { Span } from '../text/span';
import { fieldsBelow } from '../workflow/fields-below';
import type { Field, Step } from '../workflow/model';

/** A name that is picked out of the output `metadata` of a step. */
export interface MetadataKey {
  /** The step whose output is read. */
  readonly id: string;
  readonly key: string;
  readonly field: Field;
  /** The name, in the field's text. */
  readonly span: Span;
}

/**
 * The targets whose metadata a step reads: `fromJSON(steps.bake.outputs.metadata).app[…]` in an expression, `jq '.app."containerimage.digest"'`
 * in a script on a line that hands that output to it (docker/bake-action README, "outputs").
 */
export function metadataKeys(step: Step): readonly MetadataKey[] {
  const keys: MetadataKey[] = [];
  for (const field of fieldsBelow(step.node)) {
    if (!field.text.includes('.outputs.metadata')) continue;
    for (const match of field.text.matchAll(FROM_JSON)) {
      const [all, id, plain, quoted] = match;
      const key = plain ?? quoted;
      if (id !== undefined && key !== undefined) keys.push({ id, key, field, span: lastOf(all, key, match.index) });
    }
  }
  const { run, env } = step;
  if (run === undefined) return keys;
  const sources: (readonly [pattern: RegExp, id: string])[] = env.fields.flatMap(({ name, field }) => {
    const id = /^\s*\$\{\{\s*steps\.([\w-]+)\.outputs\.metadata\s*\}\}\s*$/.exec(field?.text ?? '')?.[1];
    return id === undefined ? [] : [[new RegExp(`\\$\\{?${escapePattern(name)}\\b`), id] as const];
  });
  for (const line of run.field.text.matchAll(/^.*$/gm)) {
    const [text] = line;
    const ids = new Set([
      ...sources.flatMap(([pattern, id]) => (pattern.test(text) ? [id] : [])),
      ...[...text.matchAll(/\$\{\{\s*steps\.([\w-]+)\.outputs\.metadata\s*\}\}/g)].map((match) => match[1] ?? ''),
    ]);
    const [id, ...others] = ids;
    if (id === undefined || others.length > 0) continue;
    for (const match of text.matchAll(JQ)) {
      const [all, plain, quoted, bracketed] = match;
      const key = plain ?? quoted ?? bracketed;
      if (key !== undefined)
        keys.push({ id, key, field: run.field, span: firstOf(all, key, line.index + match.index) });
    }
  }
  return keys;
}

const FROM_JSON = /fromJSON\(\s*steps\.([\w-]+)\.outputs\.metadata\s*\)(?:\.([\w-]+)|\[\s*'([^']+)'\s*\])/gi;

/** The first name of a filter in single quotes that goes on to what BuildKit tells of an image. */
const JQ =
  /\bjq\s+(?:-{1,2}[\w-]+\s+)*'\s*\.(?:([A-Za-z_]\w*)|"([^"]+)"|\[\s*"([^"]+)"\s*\])\s*(?:\|\s*)?\.?\[?\s*"containerimage\./g;

function lastOf(all: string, key: string, start: number): Span {
  const at = start + all.lastIndexOf(key);
  return { start: at, end: at + key.length };
}

function firstOf(all: string, key: string, start: number): Span {
  const at = start + all.indexOf(key, all.indexOf("'"));
  return { start: at, end: at + key.length };
}
