import { type Finding, lint, type Project } from './index';
import type { FixEdits } from './lint/finding';
import { applyEdits, conflict, type Edit, isRefusal } from './text/edit';
import { type SourceFile, sourceFile } from './text/source-file';
import { workflowOf } from './workflow/workflow';
import { isActionPath } from './workspace';

export interface FixRounds {
  /** The project as it is with all fixes made. */
  readonly project: Project;
  /** The files that changed, by path. */
  readonly changed: ReadonlyMap<string, SourceFile>;
  /** Fixes that were wanted and could not be made safely, each said once. */
  readonly refused: readonly RefusedFix[];
}

export interface RefusedFix {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
}

/** As many as the fixes of one job, which may uncover more; nobody has a hundred. */
const ROUNDS_MAX = 100;

/**
 * Applies the fixes that are wanted in rounds: one fix in each job, then what may have changed by it is read again. Two fixes in a job know
 * nothing of each other: both would log in, or give their step the same id. `wanted` is asked first of the finding, and again with the
 * edits of its fix. Nothing is written anywhere.
 */
export function fixRounds(
  project: Project,
  paths: readonly string[],
  wanted: (finding: Finding, edits?: FixEdits) => boolean,
): FixRounds {
  const changed = new Map<string, SourceFile>();
  const refused = new Map<string, RefusedFix>();
  const made = new Map<string, number>();
  let now = project;
  let pending = paths;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { edits, waiting } = editsOfRound(now, pending, wanted, refused, made);
    if (edits.size === 0) {
      if (pending.length === paths.length) break;
      // A change may have made something new in files that had nothing left.
      pending = paths;
      continue;
    }
    for (const [path, list] of edits) {
      const file = now.workspace.file(path);
      if (file === 'absent' || file === 'notLoaded') continue;
      const text = applyEdits(file.text, list);
      if (typeof text === 'string') changed.set(path, sourceFile(path, text));
    }
    now = withFiles(project, new Map(changed));
    pending = paths.filter((path) => waiting.has(path) || edits.has(path));
  }
  return { project: now, changed, refused: [...refused.values()] };
}

function withFiles({ workspace, ...rest }: Project, files: ReadonlyMap<string, SourceFile>): Project {
  return { ...rest, workspace: { ...workspace, file: (path) => files.get(path) ?? workspace.file(path) } };
}

interface Round {
  readonly edits: FixEdits;
  /** Files with fixes that have to wait for the next round. */
  readonly waiting: ReadonlySet<string>;
}

function editsOfRound(
  project: Project,
  paths: readonly string[],
  wanted: (finding: Finding, edits?: FixEdits) => boolean,
  refused: Map<string, RefusedFix>,
  made: Map<string, number>,
): Round {
  const chosen = new Map<string, readonly Edit[]>();
  const waiting = new Set<string>();
  const taken = new Set<string>();
  for (const path of paths) {
    // What was refused before may have become possible by another fix.
    for (const [key, one] of refused) if (one.path === path) refused.delete(key);
    const findings = lint(project, path)?.findings ?? [];
    for (const finding of gravest(findings)) {
      if (finding.fix === undefined || !wanted(finding)) continue;
      const job = jobOf(project, finding);
      // A fix after which as much is found as before would be made again in every round.
      const { rule, message } = finding;
      const same = JSON.stringify([rule, message, job, path]);
      const left = findings.filter((other) => other.rule === rule && other.message === message).length;
      if (left >= (made.get(same) ?? Number.POSITIVE_INFINITY)) continue;
      if (taken.has(job)) {
        waiting.add(path);
        continue;
      }
      const edits = finding.fix.edits();
      if (isRefusal(edits)) {
        refused.set(JSON.stringify([rule, path, edits.refused]), { rule, path, reason: edits.refused });
        continue;
      }
      if (!wanted(finding, edits)) continue;
      const clash = [...edits].some(([file, list]) =>
        list.some((edit) => chosen.get(file)?.some((other) => conflict(edit, other) || touching(edit, other)) === true),
      );
      if (clash) {
        waiting.add(path);
        continue;
      }
      taken.add(job);
      made.set(same, left);
      for (const [file, list] of edits) chosen.set(file, [...(chosen.get(file) ?? []), ...list]);
    }
  }
  return { edits: chosen, waiting };
}

/** What is wrong before what is missing, and first of all whether and when an image is pushed: logins, scans and signatures follow from it. */
function gravest(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ rule, severity }: Finding): number => (DECIDES_PUSH.has(rule) ? -1 : SEVERITIES.indexOf(severity));
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

const DECIDES_PUSH: ReadonlySet<string> = new Set(['publish-on-pull-request', 'publish-step-not-pushing']);

const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'info', 'hint'];

/** The job a finding stands in, or the file where it stands in none. */
function jobOf({ workspace }: Project, { path, span }: Finding): string {
  const file = workspace.file(path);
  const jobs = file === 'absent' || file === 'notLoaded' || isActionPath(path) ? [] : workflowOf(file).jobs;
  const job = jobs.find(({ entry, node }) => entry.key.span.start <= span.start && span.start < node.span.end);
  return job?.key ?? path;
}

/** Two insertions at one place have no order that both fixes meant; the second waits for the next round. */
function touching(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start;
}
