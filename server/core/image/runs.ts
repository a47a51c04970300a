import { scenariosOf, unknownCall } from '../scenario/scenarios';
import type { SourceFile } from '../text/source-file';
import { workflowOf } from '../workflow/workflow';
import type { Workspace } from '../workspace';
import { expandRun } from './expand';
import { localPath } from './local-path';
import type { Run } from './run';

/** More starts than this are not told apart; the first ones speak for the rest. */
const RUNS_MAX = 64;

/**
 * Every run of a workflow of its own: one per scenario of its triggers, or a single unknown call where it can only be called and
 * nobody in the repository does. Kept as long as the workflow and every file it was read from are the same texts.
 */
export function runsOf(workspace: Workspace, file: SourceFile): readonly Run[] {
  const memo = RUNS.get(file);
  if (
    memo !== undefined &&
    memo.facts === JSON.stringify(workspace.facts) &&
    [...memo.seen].every(([path, state]) => workspace.file(path) === state) &&
    memo.called === isCalled(workspace, file.path)
  )
    return memo.runs;
  const workflow = workflowOf(file);
  const called = isCalled(workspace, file.path);
  const scenarios = scenariosOf(workflow, workspace.facts);
  const open = workflow.call !== undefined && !called ? [unknownCall(workspace.facts)] : [];
  const runs = [...scenarios, ...open].slice(0, RUNS_MAX).map((scenario) => expandRun(workspace, file, scenario));
  const seen = new Map(
    [...new Set(runs.flatMap((run) => [...run.files]))]
      .filter((path) => path !== file.path)
      .map((path) => [path, workspace.file(path)] as const),
  );
  RUNS.set(file, { facts: JSON.stringify(workspace.facts), seen, called, runs });
  return runs;
}

interface Memo {
  readonly facts: string;
  readonly seen: ReadonlyMap<string, ReturnType<Workspace['file']>>;
  readonly called: boolean;
  readonly runs: readonly Run[];
}

const RUNS = new WeakMap<SourceFile, Memo>();

/** The workflows whose runs a file takes part in: itself, and everything that calls it, directly or not. */
export function rootsOf(workspace: Workspace, path: string): readonly SourceFile[] {
  const graph = callGraph(workspace);
  const wanted = new Set([path, folderOf(path)]);
  const roots: SourceFile[] = [];
  for (const [workflow, { file }] of graph) {
    if (workflow === path || reaches(graph, workflow, wanted, new Set())) roots.push(file);
  }
  return roots;
}

interface GraphNode {
  readonly file: SourceFile;
  readonly uses: ReadonlySet<string>;
}

type Graph = ReadonlyMap<string, GraphNode>;

const GRAPHS = new WeakMap<Workspace, Graph>();
const USES = new WeakMap<SourceFile, ReadonlySet<string>>();

function callGraph(workspace: Workspace): Graph {
  const memo = GRAPHS.get(workspace);
  if (memo !== undefined) return memo;
  const graph = new Map<string, GraphNode>();
  for (const path of workspace.workflows) {
    const file = workspace.file(path);
    if (file !== 'absent' && file !== 'notLoaded') graph.set(path, { file, uses: localUses(file) });
  }
  GRAPHS.set(workspace, graph);
  return graph;
}

/** Paths of the local workflows and actions a file names. */
function localUses(file: SourceFile): ReadonlySet<string> {
  const memo = USES.get(file);
  if (memo !== undefined) return memo;
  const uses = new Set<string>();
  for (const job of workflowOf(file).jobs) {
    for (const text of [job.call?.uses.text, ...job.steps.map((step) => step.uses?.field.text)]) {
      const path = text === undefined ? undefined : localPath(text);
      if (path !== undefined) uses.add(path);
    }
  }
  USES.set(file, uses);
  return uses;
}

function reaches(graph: Graph, from: string, wanted: ReadonlySet<string>, seen: Set<string>): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const node = graph.get(from);
  if (node === undefined) return false;
  return [...node.uses].some((path) => wanted.has(path) || reaches(graph, path, wanted, seen));
}

/** `actions/build/action.yml` is used as `./actions/build`. */
function folderOf(path: string): string {
  return path.replace(/\/?action\.ya?ml$/, '');
}

function isCalled(workspace: Workspace, path: string): boolean {
  return [...callGraph(workspace)].some(([workflow, { uses }]) => workflow !== path && uses.has(path));
}
