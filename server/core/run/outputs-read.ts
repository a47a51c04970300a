import type { Field, Job } from '../workflow/model';
import type { JobInstance } from './run';

/** An output of a job that is given a value. */
export interface JobOutput {
  readonly name: string;
  readonly field: Field;
}

/** The outputs of a job that another job of its file, or a caller through the workflow's outputs, reads by name. */
export function outputsRead(job: Job): readonly JobOutput[] {
  const memo = READ.get(job);
  if (memo !== undefined) return memo;
  const { text } = job.workflow.file;
  const read = job.outputs.fields.flatMap(({ name, field }) =>
    field !== undefined && ['needs', 'jobs'].some((context) => text.includes(`${context}.${job.id}.outputs.${name}`))
      ? [{ name, field }]
      : [],
  );
  READ.set(job, read);
  return read;
}

/** The same in every run. */
const READ = new WeakMap<Job, readonly JobOutput[]>();

/** Whether a job of the run reads the output: one of the same file, or one of the callers that the workflow hands it out to. */
export function readInRun({ job, instance }: JobInstance, name: string): boolean {
  const { file, call } = job.workflow;
  if (file.text.includes(`needs.${job.id}.outputs.${name}`)) return true;
  const { caller } = instance;
  return (
    caller !== undefined &&
    (call?.outputs.fields ?? []).some(
      (output) =>
        output.field?.text.includes(`jobs.${job.id}.outputs.${name}`) === true && readInRun(caller, output.name),
    )
  );
}
