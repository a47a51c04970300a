import type { JobInstance } from '../run/run';

/** Whether a job belongs to a workflow that nobody in the repository calls, so that callers elsewhere decide on its permissions and inputs. */
export function calledUnseen({ instance }: JobInstance): boolean {
  return instance.scenario.id === 'call:unknown';
}
