import { show } from '../value/text';
import { legValue } from './leg-value';
import type { JobInstance } from './run';

/** Whether `matrix.<path>` is a text in every leg of the job's matrix and not the same in all; false where that is not known. */
export function variesByLeg({ job, matrix }: JobInstance, path: string): boolean {
  const legs = matrix?.legs;
  if (legs === undefined) return (job.matrix?.axes.find(({ name }) => name === path)?.values.length ?? 0) > 1;
  const values = legs.map((leg) => legValue(leg, path.split('.')));
  const texts = values.flatMap((value) => (value.kind === 'known' || value.kind === 'template' ? [show(value)] : []));
  return texts.length === legs.length && new Set(texts).size > 1;
}
