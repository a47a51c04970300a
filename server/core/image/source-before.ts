import { eventsOfKinds } from '../event/events-of';
import type { StepInstance } from '../run/run';

/**
 * Whether something may have put files into the workspace before a step, or, with `own`, in the step itself: true, false, or why that is not
 * known.
 */
export function sourceBefore(step: StepInstance, own: boolean): true | false | string {
  const { job } = step;
  if (job.job.container !== undefined) return 'the job runs in a container that may hold the sources';
  if (step.parent !== undefined) return 'the action may be used where there are files';
  const earlier = job.steps.filter((one) => one.order < step.order && one.reached !== false);
  if (earlier.some((one) => one.action.kind === 'catalogued' && has(one, 'checkout', 'artifact'))) return true;
  const other = earlier.find(({ action }) => action.kind === 'unknown' || action.kind === 'composite');
  if (other !== undefined) return 'an action before it may fetch files';
  const opaque = eventsOfKinds(job, ['opaque']).find(
    (event) => (own ? event.step.order <= step.order : event.step.order < step.order) && event.may.has('build'),
  );
  if (opaque !== undefined) return `\`${opaque.tool}\` may fetch files`;
  const script = (own ? [...earlier, step] : earlier).some((one) => WRITES.test(one.step.run?.field.text ?? ''));
  if (script) return 'a script may make the files';
  return earlier.some((one) => one.action.kind === 'catalogued' && !has(one, ...HARMLESS))
    ? 'an action before it may fetch files'
    : false;
}

const WRITES =
  /(^|[\s;&|(])(git|gh|curl|wget|tar|unzip|cp|mv|rsync|tee|svn|hg|aws|gsutil|az|gcloud|oras|mkdir|touch|install|npx|npm|python\S*|make|bash|sh|\.\/\S+)\s|<<|>\s*[^&\s/$"]/m;

/** Effects of steps that put no sources anywhere. */
const HARMLESS = ['login', 'metadata', 'setup', 'identity', 'build', 'bake'] as const;

function has({ action }: StepInstance, ...kinds: readonly string[]): boolean {
  return action.kind === 'catalogued' && action.entry.effects.some(({ kind }) => kinds.includes(kind));
}
