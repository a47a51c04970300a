import type { Effect } from '../catalogue/entry';
import { givenOperand, inputOperand, listOptions, spread, usesSpan } from '../run/operand';
import { type Reference, referenceOf } from '../run/reference';
import type { StepInstance } from '../run/run';
import { alternatives, fromParts, parts } from '../value/text';
import { type Known, known, type Template, type Value } from '../value/value';

/** What an action that pushes is told to push, with a registry that is given apart in front; undefined when it is not known. */
export function pushReferences(
  step: StepInstance,
  effect: Effect & { kind: 'push' },
  registry: Value | undefined,
): readonly Reference[] | undefined {
  const image = givenOperand(step, effect.image)?.value;
  const tagged = inputOperand(step, effect.tags);
  const tags = tagged?.value;
  if (image?.kind === 'unknown' || tags?.kind === 'unknown' || registry?.kind === 'unknown') return undefined;
  // Whole references among the tags need no image.
  if (image === undefined && (tags === undefined || listOptions(tags, /\s/)?.flat().every(isWhole) !== true))
    return undefined;
  const span = givenOperand(step, effect.image)?.span ?? usesSpan(step);
  const names = (image === undefined ? [[known('')]] : (listOptions(image, /[,\n]/) ?? []))
    .flat()
    .flatMap((name) =>
      registry === undefined
        ? [name]
        : (alternatives(registry) ?? []).map((host) => fromParts([...parts(host), '/', ...parts(name)])),
    );
  const list =
    tags === undefined
      ? names
      : names.flatMap((name) =>
          // push-to-registry's README: tags are separated by whitespace, and may be whole references.
          (listOptions(tags, /\s/) ?? [])
            .flat()
            .map((tag) => (isWhole(tag) ? tag : fromParts([...parts(name), ':', ...parts(tag)]))),
        );
  return list
    .flatMap(spread)
    .flatMap((value) => referenceOf(value, span) ?? [])
    .map((reference) => (tagged?.given === true ? { ...reference, tagSpan: tagged.span } : reference));
}

function isWhole(tag: Known | Template): boolean {
  return parts(tag).some((part) => typeof part === 'string' && part.includes(':'));
}
