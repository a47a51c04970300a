import type { Project } from '../core/index';
import { occurrenceAt, occurrencesOf } from './symbols/symbols-in-workspace';
import type { Target } from './target';

/** Every place of the repository that names what the name at an offset stands for; those that declare it only where asked for. */
export function references(
  { workspace }: Project,
  path: string,
  offset: number,
  { declarations }: { readonly declarations: boolean },
): readonly Target[] {
  const at = occurrenceAt(workspace, path, offset);
  if (at === undefined) return [];
  return occurrencesOf(workspace, at.symbol)
    .filter(({ declares }) => declarations || !declares)
    .map((one) => ({ path: one.path, span: one.span }));
}
