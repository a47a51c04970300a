import { fieldNamed } from '../workflow/field';
import type { FieldMap } from '../workflow/model';
import type { StepInstance } from './run';

/**
 * The names of the variables that the `env` of a step, its job and its workflow set, and those that scripts before it write to `GITHUB_ENV`;
 * undefined where one of these maps is computed.
 */
export function variableNames({ step, job, order }: StepInstance): readonly string[] | undefined {
  const maps: readonly FieldMap[] = [step.env, job.job.env, job.instance.workflow.env];
  if (maps.some(({ expression }) => expression !== undefined)) return undefined;
  const written = job.steps
    .filter((other) => other.order < order && other.reached !== false)
    .flatMap(({ script }) => [...(script?.environment.keys() ?? [])]);
  return [...new Set([...maps.flatMap(({ fields }) => fields.map(({ name }) => name)), ...written])];
}

/** Whether an `env` of a step, its job or its workflow sets a variable, in whatever case its name is written. */
export function inSomeEnv({ step, job }: StepInstance, name: string): boolean {
  return [step.env, job.job.env, job.instance.workflow.env].some((map) => fieldNamed(map, name) !== undefined);
}
