import { scenariosOf, unknownCall } from '../scenario/scenarios';
import type { SourceFile } from '../text/source-file';
import { workflowOf } from '../workflow/workflow';
import type { Workspace } from '../workspace';
import { type FileState, filesOf, isCalled } from './call-graph';
import { expandRun } from './expand';
import type { Run } from './run';

/** More starts than this are not told apart; the first ones speak for the rest. */
const RUNS_MAX = 64;

/**
 * Every run of a workflow of its own: one per scenario of its triggers, or a single unknown call where it can only be called and
 * nobody in the repository does. Kept as long as the workflow and every file it was read from are the same texts.
 */
export function runsOf(workspace: Workspace, file: SourceFile): readonly Run[] {
  const memo = RUNS.get(file);
  const facts = JSON.stringify(workspace.facts);
  const files = filesOf(workspace, file);
  const called = isCalled(workspace, file.path);
  if (memo?.facts === facts && memo.called === called && sameFiles(memo.files, files)) return memo.runs;
  const workflow = workflowOf(file);
  const scenarios = scenariosOf(workflow, workspace.facts);
  const open = workflow.call !== undefined && !called ? [unknownCall(workspace.facts)] : [];
  const runs = [...scenarios, ...open].slice(0, RUNS_MAX).map((scenario) => expandRun(workspace, file, scenario));
  RUNS.set(file, { facts, files, called, runs });
  return runs;
}

interface Memo {
  readonly facts: string;
  readonly files: ReadonlyMap<string, FileState>;
  readonly called: boolean;
  readonly runs: readonly Run[];
}

const RUNS = new WeakMap<SourceFile, Memo>();

function sameFiles(a: ReadonlyMap<string, FileState>, b: ReadonlyMap<string, FileState>): boolean {
  return a.size === b.size && [...a].every(([path, state]) => b.get(path) === state);
}
