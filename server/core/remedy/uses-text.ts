import { lookupAction, pin, type RefStyle, styleOf } from '../catalogue/catalogue';
import { isRefusal, type Refusal } from '../text/edit';
import type { ActionFile, Workflow } from '../workflow/model';
import { versionGap } from './version-gap';

/** `uses:` text in the pin style of the file: commits with a version comment, full versions, or major tags. */
export function usesText(owner: Workflow | ActionFile, action: string): string | Refusal {
  const refs = (owner.kind === 'workflow' ? owner.jobs.flatMap((job) => job.steps) : owner.steps).flatMap(
    (step) => /@(\S+)$/.exec(step.uses?.field.text.trim() ?? '')?.[1] ?? [],
  );
  const count = (style: RefStyle): number => refs.filter((ref) => styleOf(ref) === style).length;
  const full =
    refs.filter((ref) => /^v?\d+\.\d+\.\d+/.test(ref)).length > refs.filter((ref) => /^v?\d+$/.test(ref)).length;
  // The version this file already uses of the same action is kept.
  const own = (owner.kind === 'workflow' ? owner.jobs.flatMap((job) => job.steps) : owner.steps).find(
    (step) =>
      step.uses !== undefined &&
      lookupAction(step.uses.field.text, step.uses.comment)?.entry.action.toLowerCase() === action.toLowerCase(),
  )?.uses;
  if (own !== undefined)
    return own.comment === undefined
      ? own.field.text.trim()
      : `${own.field.text.trim()}${versionGap(owner.file.text)}# ${own.comment}`;
  const pinned = pin(action, count('sha') > count('tag') ? 'sha' : 'tag', full);
  if (isRefusal(pinned)) return pinned;
  return pinned.comment === undefined ? pinned.uses : `${pinned.uses}${versionGap(owner.file.text)}# ${pinned.comment}`;
}
