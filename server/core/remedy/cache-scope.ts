import type { BuildEvent } from '../event/event';
import type { Analysis } from '../image/analysis';
import { type Operand, writtenInput } from '../run/operand';
import type { JobInstance } from '../run/run';
import type { Refusal } from '../text/edit';
import { show } from '../value/text';
import { knownText, onlyHole } from '../value/value';
import type { Step } from '../workflow/model';
import { calledAgain, jobName } from './job-name';
import { legNames } from './leg-names';

/**
 * A scope for the cache of a build that no other build of the repository has: its job, where the job has several builds which of them, the
 * legs of a matrix, and the inputs that decide what is built where the workflow is called, or the action used, more than once. It stays the same from run to run,
 * so the number of a leg or step is the last resort. Refuses where only a list tells the calls apart.
 */
export function cacheScope(
  analysis: Analysis,
  step: Step,
  events: readonly [BuildEvent, ...BuildEvent[]],
): string | Refusal {
  const { steps } = step.job ?? (step.owner.kind === 'action' ? step.owner : { steps: [step] });
  const builds = steps.filter(isBuild);
  const [{ job }] = events;
  const called = events.some((event) => event.job.instance.workflow.call !== undefined && mayBeCalledAgain(event.job));
  const name = jobName(analysis.workspace, step);
  // A list of platforms would end the attribute at its first comma.
  const plain = events.every(({ platforms }) => isOnePlatform(platforms));
  if (called && !plain && new Set(events.map(({ platforms }) => shown(platforms))).size > 1)
    return {
      refused:
        'the calls build for other platforms each, and a list of them is no name for a cache; add an input that is one',
    };
  const own = builds.length > 1 ? nameOf(step, builds) : '';
  return [
    own.startsWith(`${step.job?.id}-`) && name === step.job?.id ? own : [name, own].filter(Boolean).join('-'),
    ...legsOf(step, job),
    ...(called || usedForOthers(step, events)
      ? pathsIn(step, 'inputs', ['context', 'file', 'target', ...(plain ? ['platforms'] : [])])
      : []),
  ].join('-');
}

function isOnePlatform(platforms: Operand | undefined): boolean {
  if (platforms === undefined) return true;
  const values = onlyHole(platforms.value)?.domain ?? [knownText(platforms.value)];
  return values.every((value) => typeof value === 'string' && !value.includes(','));
}

/** Whether the action or workflow that a step belongs to is given other inputs for what is built, be it by another workflow. */
function usedForOthers({ job, owner }: Step, events: readonly BuildEvent[]): boolean {
  const built = ({ context, file, target }: BuildEvent): string => [context, file, target].map(shown).join('\n');
  const mayBe = job === undefined || (owner.kind === 'workflow' && owner.call !== undefined);
  return mayBe && new Set(events.map(built)).size > 1;
}

function shown(operand: Operand | undefined): string {
  return operand === undefined || operand.value.kind === 'unknown' ? '' : show(operand.value);
}

function mayBeCalledAgain(job: JobInstance): boolean {
  return job.instance.caller === undefined || calledAgain(job);
}

function isBuild({ uses }: Step): boolean {
  return uses !== undefined && /build-push-action|bake-action/.test(uses.field.text);
}

/** Its id, or its name where no other build of the job has that; expressions in a name say nothing here. */
function nameOf(step: Step, builds: readonly Step[]): string {
  const slug = ({ name }: Step): string =>
    (name?.text ?? '')
      .replace(/\$\{\{.*?\}\}/g, '')
      .toLowerCase()
      .replace(/[^a-z\d]+/g, '-')
      .replace(/^-|-$/g, '');
  const own = slug(step);
  if (step.id !== undefined) return step.id.value;
  return own !== '' && builds.filter((other) => slug(other) === own).length === 1 ? own : String(step.index);
}

/** The axes of the matrix; of one whose legs are objects or worked out in the run, what of it the build is given. */
function legsOf(step: Step, job: JobInstance): readonly string[] {
  if (job.job.matrix === undefined) return [];
  const { axes } = job.job.matrix;
  const structured = job.matrix?.legs?.some((leg) =>
    [...leg.values()].some(({ kind }) => kind === 'object' || kind === 'list'),
  );
  // A platform such as linux/arm64 is fine in a scope; a list or object is not.
  if (axes.length > 0 && structured !== true)
    return legNames(
      job,
      axes.map(({ name }) => name),
    );
  const given = pathsIn(step, 'matrix', ['context', 'file', 'target', 'platforms', 'build-args', 'tags']);
  return legNames(
    job,
    given.map((one) => one.replace(/^\$\{\{ matrix\.(.*) \}\}$/, '$1')),
  );
}

/** Values of a context that stand by themselves in inputs of the step. */
function pathsIn(step: Step, context: string, inputs: readonly string[]): readonly string[] {
  const text = inputs.map((name) => writtenInput(step, name) ?? '').join('\n');
  const found = [...text.matchAll(new RegExp(`\\$\\{\\{\\s*(${context}(?:\\.[\\w-]+)+)\\s*\\}\\}`, 'g'))];
  return [...new Set(found.map((match) => `\${{ ${match[1]} }}`))];
}
