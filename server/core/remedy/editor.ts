import type { JudgedScope } from '../image/scope-use';
import type { Refusal } from '../text/edit';
import type { Span } from '../text/span';
import type { ActionFile, Field, Job, Step, Workflow } from '../workflow/model';

/**
 * The small domain editor a fix works with. It changes copies of the files' texts step by step and hands out the difference
 * as text edits in the end, so that a compound repair (permission, login, id, new steps) is one edit.
 * Every method answers undefined when done and a refusal when it cannot be done safely; after a refusal nothing is changed at all.
 * Steps, jobs and fields are those of the analysed model; the editor follows them through its own insertions.
 */
export interface Editor {
  /** Sets `with: name: value`, adding `with` where there is none. A value of several lines becomes a literal block. */
  setInput(step: Step, name: string, value: string): Refusal | undefined;
  removeInput(step: Step, name: string): Refusal | undefined;
  /** Adds a line to a list-valued input (`tags`, `cache-from`), or sets it where absent. */
  appendInputLine(step: Step, name: string, line: string): Refusal | undefined;
  /** Sets a key of the step itself, such as `if` or `continue-on-error`. */
  setStepKey(step: Step, key: string, value: string): Refusal | undefined;
  removeStepKey(step: Step, key: string): Refusal | undefined;
  /** Sets an environment variable of the step alone. */
  setEnv(step: Step, name: string, value: string): Refusal | undefined;
  removeEnv(step: Step, name: string): Refusal | undefined;
  /** Makes the step use another version or action; `uses` may carry its version as ` # v1.2.3`, which then stands behind it. */
  setUses(step: Step, uses: string): Refusal | undefined;
  /** The step's id, adding `wanted` (made unique in the job) where it has none. */
  ensureId(step: Step, wanted: string): string | Refusal;
  /** Inserts steps; `yaml` is one or more items written as `- name: …` with two-space indentation and LF. */
  insertSteps(
    place: { readonly before: Step } | { readonly after: Step } | { readonly endOf: Job },
    yaml: string,
  ): Refusal | undefined;
  removeStep(step: Step): Refusal | undefined;
  /**
   * Grants scopes to a job: in the job's block, else in a new job block made of what the workflow's block gives and these scopes.
   * Without any block one is made with `contents: read` and these scopes. For a called workflow the local callers' jobs are raised as well.
   */
  grant(job: Job, scopes: Readonly<Record<string, 'read' | 'write'>>): Refusal | undefined;
  /**
   * Takes write scopes from the workflow's block and gives them to the jobs that use them; one job whose use is not
   * known keeps what it had, and with several of them it refuses.
   */
  narrow(workflow: Workflow, scopes: readonly JudgedScope[]): Refusal | undefined;
  /** Removes a scope from a job's own block. */
  revoke(job: Job, scope: string): Refusal | undefined;
  /** Removes a secret that a job passes to the workflow it calls. */
  removeSecret(job: Job, name: string): Refusal | undefined;
  setJobKey(job: Job, key: string, value: string): Refusal | undefined;
  removeJobKey(job: Job, key: string): Refusal | undefined;
  setJobOutput(job: Job, name: string, value: string): Refusal | undefined;
  addNeed(job: Job, need: string): Refusal | undefined;
  /** Replaces a range of a field's decoded text. */
  replaceIn(owner: Workflow | ActionFile, field: Field, range: Span, text: string): Refusal | undefined;
  /** The same for several ranges of one field, none of which overlap. */
  replaceAllIn(
    owner: Workflow | ActionFile,
    field: Field,
    changes: readonly { readonly range: Span; readonly text: string }[],
  ): Refusal | undefined;
  /** Replaces a span of the file as it was analysed; only for text that no other call of this fix touches. */
  replaceSpan(owner: Workflow | ActionFile, span: Span, text: string): Refusal | undefined;
  /** `uses:` text for a catalogued action in the pin style of the file. */
  uses(owner: Workflow | ActionFile, action: string): string | Refusal;
}
