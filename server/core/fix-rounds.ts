import { type Finding, lint, type Project } from './index';
import type { FixEdits } from './lint/finding';
import { applyEdits, conflict, type Edit, isRefusal } from './text/edit';
import { type SourceFile, sourceFile } from './text/source-file';

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

/** A fix may uncover another finding; ten rounds are enough for every chain the rules can make. */
const ROUNDS_MAX = 10;

/**
 * Applies the fixes that are wanted in rounds: those of one round that do not touch each other, then everything is read again.
 * `wanted` is asked first of the finding, and again with the edits of its fix. Nothing is written anywhere.
 */
export function fixRounds(
  project: Project,
  paths: readonly string[],
  wanted: (finding: Finding, edits?: FixEdits) => boolean,
): FixRounds {
  const changed = new Map<string, SourceFile>();
  const refused = new Map<string, RefusedFix>();
  let now = project;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const edits = editsOfRound(now, paths, wanted, refused);
    if (edits.size === 0) break;
    for (const [path, list] of edits) {
      const file = now.workspace.file(path);
      if (file === 'absent' || file === 'notLoaded') continue;
      const text = applyEdits(file.text, list);
      if (typeof text === 'string') changed.set(path, sourceFile(path, text));
    }
    now = withFiles(project, new Map(changed));
  }
  return { project: now, changed, refused: [...refused.values()] };
}

function withFiles({ workspace, ...rest }: Project, files: ReadonlyMap<string, SourceFile>): Project {
  return { ...rest, workspace: { ...workspace, file: (path) => files.get(path) ?? workspace.file(path) } };
}

function editsOfRound(
  project: Project,
  paths: readonly string[],
  wanted: (finding: Finding, edits?: FixEdits) => boolean,
  refused: Map<string, RefusedFix>,
): FixEdits {
  const chosen = new Map<string, readonly Edit[]>();
  for (const path of paths) {
    for (const finding of lint(project, path)?.findings ?? []) {
      if (finding.fix === undefined || !wanted(finding)) continue;
      const edits = finding.fix.edits();
      if (isRefusal(edits)) {
        const { rule } = finding;
        refused.set(JSON.stringify([rule, path, edits.refused]), { rule, path, reason: edits.refused });
        continue;
      }
      if (!wanted(finding, edits)) continue;
      const clash = [...edits].some(([file, list]) =>
        list.some((edit) => chosen.get(file)?.some((other) => conflict(edit, other) || touching(edit, other)) === true),
      );
      if (clash) continue;
      for (const [file, list] of edits) chosen.set(file, [...(chosen.get(file) ?? []), ...list]);
    }
  }
  return chosen;
}

/** Two insertions at one place have no order that both fixes meant; the second waits for the next round. */
function touching(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start;
}
