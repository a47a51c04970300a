import { isOpen } from '../../server/core/recipe/bake-hole';
import { datumText, type ExprValue, type Hole, type Template } from '../../server/core/value/value';

/** The texts that holes of the environment have in one run, by their keys. */
export type Assignment = ReadonlyMap<string, string>;

/**
 * Whether a value that is known in part admits the one that comes out where all is known (the second is among what the first stands for).
 * `settled` gathers the texts of other holes on the way: a key has one text in a run. Types are not compared, since all attributes of a
 * target are texts; what is not known in the second either is admitted.
 */
export function admits(part: ExprValue, whole: ExprValue, run: Assignment, settled: Map<string, string>): boolean {
  if (isOpen(part) || !isWhole(whole)) return true;
  switch (part.kind) {
    case 'unknown':
      return true;
    case 'known':
      return whole.kind === 'known' && datumText(whole.value) === datumText(part.value);
    case 'template':
      return whole.kind === 'known' && matches(part, datumText(whole.value), run, settled);
    case 'oneOf':
      // Which of them it is may be chance, so none settles anything.
      return part.options.some((option) => admits(option, whole, run, new Map(settled)));
    case 'list':
      if (whole.kind !== 'list') return false;
      // Of a list that is not all known, items may be missing as well.
      if (!part.complete) return true;
      return (
        part.items.length === whole.items.length &&
        part.items.every((item, at) => admits(item, whole.items[at] ?? item, run, settled))
      );
    case 'object':
      if (whole.kind !== 'object' || (part.complete && part.entries.size !== whole.entries.size)) return false;
      return [...part.entries].every(([key, value]) => {
        const other = whole.entries.get(key);
        return other !== undefined && admits(value, other, run, settled);
      });
  }
}

/** Whether all of a value is known. */
export function isWhole(value: ExprValue): boolean {
  if (value.kind === 'list') return value.complete && value.items.every(isWhole);
  if (value.kind === 'object') return value.complete && [...value.entries.values()].every(isWhole);
  return value.kind === 'known';
}

function matches({ parts }: Template, text: string, run: Assignment, settled: Map<string, string>): boolean {
  const groups: string[] = [];
  const pattern = parts.map((part) => {
    if (typeof part === 'string') return literal(part);
    const known = run.get(part.key) ?? settled.get(keyOf(part));
    if (known !== undefined) return literal(part.lower === true ? known.toLowerCase() : known);
    const at = groups.indexOf(keyOf(part));
    if (at >= 0) return `\\${at + 1}(?:)`;
    groups.push(keyOf(part));
    return '([\\s\\S]*)';
  });
  const found = new RegExp(`^${pattern.join('')}$`).exec(text);
  // Of several holes, which has which part of the text is not certain.
  if (found !== null && groups.length === 1) settled.set(groups[0] ?? '', found[1] ?? '');
  return found !== null;
}

function keyOf(hole: Hole): string {
  return `${hole.lower === true ? 'lower ' : ''}${hole.key}`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
