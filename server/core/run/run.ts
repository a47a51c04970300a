import type { ActionEntry } from '../catalogue/entry';
import type { Scope } from '../expr/scope';
import type { Scenario } from '../scenario/scenario';
import type { ScriptRun } from '../shell/walk';
import type { ExprValue, Truth } from '../value/value';
import type { ActionFile, Job, Step, Workflow } from '../workflow/model';
import type { Workspace } from '../workspace';
import type { EffectivePermissions } from './effective-permissions';

/** One start of a root workflow, with every local reusable workflow and composite action expanded in place. */
export interface Run {
  readonly scenario: Scenario;
  readonly root: WorkflowInstance;
  /** All jobs, those of called workflows included, callers before callees. */
  readonly jobs: readonly JobInstance[];
}

export interface WorkflowInstance {
  readonly workflow: Workflow;
  readonly scenario: Scenario;
  readonly caller: JobInstance | undefined;
  readonly jobs: readonly JobInstance[];
  /** The id under which findings name the start: the scenario's own, or `call:<caller job>` in a called workflow. */
  readonly scenarioId: string;
}

export interface JobInstance {
  /** Unique in the run: the caller's key, `>`, and the job's key. */
  readonly key: string;
  readonly job: Job;
  readonly instance: WorkflowInstance;
  /** Whether the job runs when everything before it succeeds. */
  readonly reached: Truth;
  readonly scope: Scope;
  /** What its `if` sees, which does not yet hold there. */
  readonly outside: Scope;
  readonly permissions: EffectivePermissions;
  readonly steps: readonly StepInstance[];
  /** For a job that calls a workflow: the callee, or why it could not be followed. */
  readonly callee: WorkflowInstance | { readonly unread: string } | undefined;
  readonly matrix: MatrixLegs | undefined;
  /** The value of one of the job's outputs, as another job sees it. */
  output(name: string): ExprValue;
}

export interface MatrixLegs {
  /** The legs where all are known; undefined where any part is computed. */
  readonly legs: readonly ReadonlyMap<string, ExprValue>[] | undefined;
  /** False when the matrix certainly gives exactly one leg. */
  readonly several: Truth;
}

export interface StepInstance {
  /** Unique in the run. This is `StepOutput.step`. */
  readonly key: string;
  readonly step: Step;
  readonly job: JobInstance;
  /** Where files that the step names are looked up. */
  readonly workspace: Workspace;
  /** The step that uses the composite action this step belongs to. */
  readonly parent: StepInstance | undefined;
  readonly reached: Truth;
  readonly scope: Scope;
  /** What its `if` sees, which does not yet hold there. */
  readonly outside: Scope;
  readonly action: StepAction;
  /** Place in the job's flow, composite steps counted in between. */
  readonly order: number;
  readonly script: ScriptRun | undefined;
  /** The value of an input as the action receives it, default included; undefined when it is not given and has no default. */
  input(name: string): ExprValue | undefined;
  /** The value of one of its outputs, as a later step sees it when the step ran. */
  output(name: string): ExprValue;
  /** The value of an environment variable that the step sees, as far as the files say. */
  variable(name: string): ExprValue | undefined;
}

export type StepAction =
  | { readonly kind: 'run' }
  | {
      readonly kind: 'catalogued';
      readonly entry: ActionEntry;
      readonly major: number | undefined;
      readonly ref: string;
    }
  | { readonly kind: 'composite'; readonly action: ActionFile; readonly steps: readonly StepInstance[] }
  /** An action nobody described here, a local one that could not be read, or a container. */
  | { readonly kind: 'unknown'; readonly name: string; readonly reason: string }
  | { readonly kind: 'none' };
