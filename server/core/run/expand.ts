import { evaluateText } from '../expr/evaluate';
import type { Scope } from '../expr/scope';
import type { Scenario } from '../scenario/scenario';
import type { SourceFile } from '../text/source-file';
import { known } from '../value/value';
import { fieldNamed } from '../workflow/field';
import type { Workflow } from '../workflow/model';
import { workflowOf } from '../workflow/workflow';
import type { Workspace } from '../workspace';
import type { Expansion } from './expansion';
import { jobInstance } from './job-instance';
import { localPath } from './local-path';
import type { JobInstance, Run, WorkflowInstance } from './run';
import { dispatchInput, openInput, passedInput, scopeOf, secretHole } from './scope';

/** Calls may be nested ten deep (docs: reusing workflow configurations); beyond that nothing is followed. */
const CALLS_MAX = 10;

/** One start of a workflow with all its local callees in place. Jobs, their steps and their events are worked out when they are asked for. */
export function expandRun(workspace: Workspace, file: SourceFile, scenario: Scenario): Run {
  let count = 0;
  const expansion: Expansion = { workspace, scenario, next: () => count++ };
  const root = workflowInstance(expansion, workflowOf(file), undefined, 0);
  const lazy: { jobs?: readonly JobInstance[] } = {};
  return {
    scenario,
    root,
    get jobs() {
      lazy.jobs ??= allJobs(root);
      return lazy.jobs;
    },
  };
}

function allJobs(instance: WorkflowInstance): readonly JobInstance[] {
  return instance.jobs.flatMap((job) => [
    job,
    ...(job.callee !== undefined && 'jobs' in job.callee ? allJobs(job.callee) : []),
  ]);
}

function workflowInstance(
  expansion: Expansion,
  workflow: Workflow,
  caller: JobInstance | undefined,
  depth: number,
): WorkflowInstance {
  const jobs: JobInstance[] = [];
  const { scenario } = expansion;
  const scenarioId = caller === undefined ? scenario.id : `call:${caller.job.id}`;
  const instance: WorkflowInstance = { workflow, scenario, caller, jobs, scenarioId };
  const prefix = caller === undefined ? `${workflow.file.path}:` : `${caller.key}>${workflow.file.path}:`;
  const base = {
    scenario,
    facts: expansion.workspace.facts,
    input: inputsOf(workflow, scenario, caller, () => inputScope),
    secret: secretsOf(workflow, caller),
  };
  const inputScope: Scope = scopeOf({
    prefix,
    env: () => undefined,
    matrix: () => undefined,
    need: () => undefined,
    step: () => undefined,
    job: () => undefined,
    ...base,
  });
  for (const job of workflow.jobs) {
    jobs.push(
      jobInstance({
        expansion,
        job,
        instance,
        prefix: `${prefix}${job.id}:`,
        base,
        callee: (self) => calleeOf(expansion, self, depth),
      }),
    );
  }
  return instance;
}

type Inputs = (name: string) => ReturnType<Scope['lookup']>;

function inputsOf(workflow: Workflow, scenario: Scenario, caller: JobInstance | undefined, own: () => Scope): Inputs {
  const contract = workflow.call;
  const call = caller?.job.call;
  if (caller !== undefined && contract !== undefined && call !== undefined)
    return (name) => passedInput(contract.inputs, call.with, caller.scope, own, name, true);
  if (scenario.id === 'call:unknown' && contract !== undefined) return (name) => openInput(contract.inputs, name);
  return (name) => dispatchInput(workflow, scenario, name);
}

/** Secrets of a callee: all of the caller's with `inherit`, else those passed by name (publishing.md §B.7). */
function secretsOf(_workflow: Workflow, caller: JobInstance | undefined): Inputs {
  const call = caller?.job.call;
  if (caller === undefined || call === undefined) return secretHole;
  if (call.inheritsSecrets) return (name) => caller.scope.lookup(['secrets', name]);
  return (name) => {
    const passed = fieldNamed(call.secrets, name);
    return passed?.field === undefined ? known('') : evaluateText(passed.field.template, caller.scope);
  };
}

function calleeOf(expansion: Expansion, job: JobInstance, depth: number): JobInstance['callee'] {
  const call = job.job.call;
  if (call === undefined) return undefined;
  const path = localPath(call.uses.text);
  if (path === undefined) return { unread: `\`${call.uses.text}\` is in another repository` };
  if (depth >= CALLS_MAX) return { unread: 'calls are nested too deep' };
  const file = expansion.workspace.file(path);
  if (file === 'absent' || file === 'notLoaded') return { unread: `\`${path}\` could not be read` };
  return workflowInstance(expansion, workflowOf(file), job, depth + 1);
}
