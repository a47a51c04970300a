import type { Scenario } from '../scenario/scenario';
import { scenariosOf, unknownCall } from '../scenario/scenarios';
import type { SourceFile } from '../text/source-file';
import type { Workflow } from '../workflow/model';
import { workflowOf } from '../workflow/workflow';
import type { Facts, Workspace } from '../workspace';
import { type FileState, isCalled } from './call-graph';
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
  const called = isCalled(workspace, file.path);
  if (memo?.facts === facts && memo.called === called && memo.files.sameIn(workspace)) return memo.runs;
  const workflow = workflowOf(file);
  const scenarios = startsOf(workflow, workspace.facts, facts);
  const open = workflow.call !== undefined && !called ? [unknownCall(workspace.facts)] : [];
  const files = recorded(workspace);
  const runs = [...scenarios, ...open].slice(0, RUNS_MAX).map((scenario) => expandRun(files.workspace, file, scenario));
  RUNS.set(file, { facts, files, called, runs });
  return runs;
}

/** The scenarios of a workflow, which are as old as its own text and the facts; its callees change more often. */
function startsOf(workflow: Workflow, facts: Facts, said: string): readonly Scenario[] {
  const memo = STARTS.get(workflow);
  if (memo?.said === said) return memo.scenarios;
  const scenarios = scenariosOf(workflow, facts);
  STARTS.set(workflow, { said, scenarios });
  return scenarios;
}

const STARTS = new WeakMap<Workflow, { readonly said: string; readonly scenarios: readonly Scenario[] }>();

interface Memo {
  readonly facts: string;
  readonly files: Recorded;
  readonly called: boolean;
  readonly runs: readonly Run[];
}

const RUNS = new WeakMap<SourceFile, Memo>();

/** A workspace that notes what is read from it. Runs are worked out when they are asked for, so they read late. */
interface Recorded {
  readonly workspace: Workspace;
  /** Whether a workspace has the same of everything read so far; what is read later then comes from it. */
  sameIn(workspace: Workspace): boolean;
}

function recorded(first: Workspace): Recorded {
  const reads = new Map<string, FileState>();
  let current = first;
  return {
    workspace: {
      ...first,
      file: (path) => {
        const state = current.file(path);
        reads.set(path, state);
        return state;
      },
    },
    sameIn(workspace) {
      if (![...reads].every(([path, state]) => workspace.file(path) === state)) return false;
      current = workspace;
      return true;
    },
  };
}
