import { eventsOfStep } from '../event/events-of';
import { bakeCall, bakeDefinition } from '../run/bake-targets';
import type { StepInstance } from '../run/run';

/**
 * The targets that a bake step gives metadata of: those it builds, and those they link to (`target:…`); undefined where they are not known.
 */
export function bakeBuilt(step: StepInstance): readonly string[] | undefined {
  const events = eventsOfStep(step).filter((event) => event.kind === 'build');
  const names = events.flatMap(({ part }) => part ?? []);
  const recipe = events[0]?.recipe;
  if (names.length === 0 || names.length < events.length || recipe?.kind !== 'bake' || recipe.folder === undefined)
    return undefined;
  const definition = bakeDefinition(bakeCall(step, recipe), recipe.folder);
  if ('reason' in definition) return undefined;
  const linked = definition.files.flatMap(({ file }) =>
    [...file.text.matchAll(/\btarget:([\w-]+)/g)].map((match) => match[1] ?? ''),
  );
  return [...names, ...linked];
}
