import type { BuildEvent } from '../event/event';
import type { Operand } from '../run/operand';
import { holes } from '../value/text';
import type { Truth, Value } from '../value/value';

/** Whether every leg of a matrix gives the image it builds the same references; unknown where they cannot be told or are pushed by digest. */
export function hasSameTagsInLegs(event: BuildEvent): Truth {
  const { references, tags } = event;
  if (event.pushByDigest !== false || references === undefined || tags === undefined || references.length === 0)
    return 'unknown';
  const own = references.flatMap(({ name, tag }) => (tag === undefined ? [name] : [name, tag]));
  if (onMatrix(tags) || own.some(readsMatrix) || tags.value.kind === 'unknown') return false;
  return worksOutInLeg(event) ? 'unknown' : true;
}

/** Whether a value depends on the leg: its holes say so, and alternatives come from nowhere else. */
export function onMatrix({ value }: Operand): boolean {
  return value.kind === 'oneOf' || readsMatrix(value);
}

function readsMatrix(value: Value): boolean {
  return holes(value).some(({ key }) => key.includes('matrix.'));
}

/** Whether the tags hold what a step or script of the same job works out and nobody can read, which may be another in every leg. */
function worksOutInLeg({ tags, job }: BuildEvent): boolean {
  return (
    tags !== undefined &&
    holes(tags.value).some(
      ({ origin, shown }) =>
        shown.startsWith('$') || (origin !== undefined && job.steps.some(({ key }) => key === origin.step)),
    )
  );
}
