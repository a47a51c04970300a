import type { Run, StepInstance } from '../run/run';
import { wordText } from '../shell/word-text';
import { stepSource } from '../workflow/step-source';
import { stepsBefore } from './in-job';
import { needs } from './order';
import { runOfJob } from './run-of-job';

/** A step that runs before, here or in a job this one waits for, and that looks at the name of the ref and may stop the run because of it. */
export function checksRefBefore(step: StepInstance, runs: readonly Run[]): boolean {
  const waited = runOfJob(runs, step.job)?.jobs.filter((job) => needs(step.job, job)) ?? [];
  return [...stepsBefore(step), ...waited.flatMap((job) => job.steps)].some(
    (other) => other.reached !== false && REF.test(stepSource(other.step)) && mayStop(other),
  );
}

/** What names the tag of the run, in a script or in the variables it is given. */
const REF = /\bGITHUB_REF(_NAME)?\b|\bgithub\.(ref|ref_name)\b|\brelease\.tag_name\b/;

/** Whether its script ends with a failure of its own on some condition. */
function mayStop({ script }: StepInstance): boolean {
  return (
    script?.commands.some(({ words, command, reached }) => {
      const [name, code] = words.map(wordText);
      return (
        reached === 'unknown' && command.guards.length > 0 && (name === 'exit' || name === 'false') && code !== '0'
      );
    }) ?? false
  );
}
