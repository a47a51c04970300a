import { datumText, type ExprValue } from '../value/value';

/** The targets that a target's `contexts` name (docs.docker.com/build/bake/contexts); undefined where there may be others. */
export function linksOf(contexts: ExprValue | undefined): readonly string[] | undefined {
  if (contexts === undefined || (contexts.kind === 'known' && contexts.value === null)) return [];
  if (contexts.kind !== 'object' || !contexts.complete) return undefined;
  const links: string[] = [];
  for (const value of contexts.entries.values()) {
    const [first] = value.kind === 'template' ? value.parts : [];
    const elsewhere = typeof first === 'string' && !first.startsWith('target:') && !'target:'.startsWith(first);
    if (value.kind !== 'known' && !elsewhere) return undefined;
    const name = value.kind === 'known' ? /^target:(.+)$/.exec(datumText(value.value))?.[1] : undefined;
    if (name !== undefined) links.push(name);
  }
  return links;
}
