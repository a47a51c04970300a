import { isSameName } from '../text/is-same-name';
import type { Step } from '../workflow/model';

/** The first of some ids that no step of a list has; undefined where all are taken. */
export function freeId(steps: readonly Step[], wanted: readonly string[]): string | undefined {
  return wanted.find((one) => !steps.some(({ id }) => isSameName(id?.value, one)));
}
