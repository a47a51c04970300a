import type { Listed } from '../run/command-reading';
import { type Reference, referenceOf } from '../run/reference';
import { fromParts, parts } from '../value/text';
import type { Hole, Known, Template, TemplatePart } from '../value/value';

/**
 * What `skopeo sync` writes below its destination: an image by the last part of its name where one is named, and otherwise those of a list
 * or folder (skopeo-sync.1; with `--scoped` the whole source stands there). `from` are the sources, undefined where they are no references.
 */
export function syncDestinations(to: Listed, from: readonly Reference[] | undefined, scoped: boolean): Listed {
  const [only, ...more] = from ?? [];
  const one = only === undefined || more.length > 0 || scoped ? undefined : lastPart(only.value);
  const list = to.list.flatMap(({ value, span }) => {
    const folder = withoutSlash(parts(value));
    return referenceOf(fromParts([...folder, '/', ...(one ?? [EACH])]), span) ?? [];
  });
  return { list, complete: to.complete && one !== undefined };
}

/** The images of a list, of which none is named here. */
export function ofList({ list }: Listed): readonly Reference[] {
  return list.flatMap(({ span }) => referenceOf(fromParts([EACH]), span) ?? []);
}

function lastPart(value: Known | Template): readonly TemplatePart[] | undefined {
  const all = parts(value);
  const last = all.findLastIndex((part) => typeof part === 'string' && part.includes('/'));
  const text = all[last];
  if (typeof text !== 'string') return all.length > 0 ? all : undefined;
  return [text.slice(text.lastIndexOf('/') + 1), ...all.slice(last + 1)].filter((part) => part !== '');
}

function withoutSlash(all: readonly TemplatePart[]): readonly TemplatePart[] {
  const last = all[all.length - 1];
  return typeof last === 'string' && last.endsWith('/') ? [...all.slice(0, -1), last.slice(0, -1)] : all;
}

const EACH: Hole = { key: 'image', shown: 'image', reason: 'is each image of a list' };
