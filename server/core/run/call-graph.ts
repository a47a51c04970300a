import type { SourceFile } from '../text/source-file';
import type { Job, Step } from '../workflow/model';
import { actionFileOf, workflowOf } from '../workflow/workflow';
import { isWorkflowPath, type Workspace } from '../workspace';
import { localPath } from './local-path';

/** What a workspace holds under a path. */
export type FileState = ReturnType<Workspace['file']>;

/** The files that a job reads through its own `uses:` and those of everything it uses, with what is there. */
export function filesOfJob(workspace: Workspace, job: Job): ReadonlyMap<string, FileState> {
  const files = new Map<string, FileState>();
  collect(workspace, usesOfJob(job), files);
  return files;
}

/** The same for all jobs of a workflow; the workflow itself is not among them unless it calls itself. */
export function filesOf(workspace: Workspace, file: SourceFile): ReadonlyMap<string, FileState> {
  const memos = CLOSURES.get(workspace) ?? new Map<string, ReadonlyMap<string, FileState>>();
  CLOSURES.set(workspace, memos);
  const memo = memos.get(file.path);
  if (memo !== undefined) return memo;
  const files = new Map<string, FileState>();
  collect(workspace, localUses(file), files);
  memos.set(file.path, files);
  return files;
}

/** The paths of a workspace's workflows and of the local actions they use, directly or not; of files that it holds. */
export function followedFiles(workspace: Workspace): readonly string[] {
  const used = workspace.workflows.flatMap((path) => {
    const file = workspace.file(path);
    return file === 'absent' || file === 'notLoaded'
      ? []
      : [...filesOf(workspace, file)].flatMap(([one, state]) => (typeof state === 'string' ? [] : [one]));
  });
  return [...new Set([...workspace.workflows, ...used])];
}

/** The workflows that take in a file: itself if it is one, and everything that uses it, directly or not. */
export function rootsOf(workspace: Workspace, path: string): readonly SourceFile[] {
  return workspace.workflows.flatMap((workflow) => {
    const file = workspace.file(workflow);
    if (file === 'absent' || file === 'notLoaded') return [];
    return workflow === path || filesOf(workspace, file).has(path) ? [file] : [];
  });
}

/** Whether another workflow of the repository calls this one directly. */
export function isCalled(workspace: Workspace, path: string): boolean {
  return workspace.workflows.some((workflow) => {
    if (workflow === path) return false;
    const file = workspace.file(workflow);
    return file !== 'absent' && file !== 'notLoaded' && localUses(file).has(path);
  });
}

const CLOSURES = new WeakMap<Workspace, Map<string, ReadonlyMap<string, FileState>>>();
const USES = new WeakMap<SourceFile, ReadonlySet<string>>();

function collect(workspace: Workspace, uses: Iterable<string>, into: Map<string, FileState>): void {
  for (const path of uses) {
    for (const candidate of /\.ya?ml$/.test(path) ? [path] : actionFiles(path)) {
      if (into.has(candidate)) continue;
      const file = workspace.file(candidate);
      into.set(candidate, file);
      if (file !== 'absent' && file !== 'notLoaded') collect(workspace, localUses(file), into);
    }
  }
}

/** The two files a local action may be in (docs: metadata syntax for actions). */
export function actionFiles(folder: string): readonly [string, string] {
  return folder === '' ? ['action.yml', 'action.yaml'] : [`${folder}/action.yml`, `${folder}/action.yaml`];
}

/** Local paths that a workflow or action names in its `uses:`, which takes no expressions. */
function localUses(file: SourceFile): ReadonlySet<string> {
  const memo = USES.get(file);
  if (memo !== undefined) return memo;
  const uses = new Set(
    isWorkflowPath(file.path) ? workflowOf(file).jobs.flatMap(usesOfJob) : usesOfSteps(actionFileOf(file).steps),
  );
  USES.set(file, uses);
  return uses;
}

function usesOfJob(job: Job): readonly string[] {
  const called = job.call === undefined ? undefined : localPath(job.call.uses.text);
  return [...(called === undefined ? [] : [called]), ...usesOfSteps(job.steps)];
}

function usesOfSteps(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => {
    const path = step.uses === undefined ? undefined : localPath(step.uses.field.text);
    return path === undefined ? [] : [path];
  });
}
