import { lint, openProject, type Project } from '../core/index';
import { applyEdits, conflict, type Edit, isRefusal } from '../core/text/edit';
import { type SourceFile, sourceFile } from '../core/text/source-file';
import type { Target } from './targets';

export interface FixResult {
  readonly project: Project;
  /** New texts by path. */
  readonly changed: ReadonlyMap<string, string>;
  /** Fixes that could not be made safely, in words. */
  readonly refused: readonly string[];
}

/** A fix may uncover another finding; ten rounds are enough for every chain the rules can make. */
const ROUNDS_MAX = 10;

/** Applies fixes in rounds: those of one round that do not touch each other, then everything is read again. */
export function applyFixes(target: Target, level: 'safe' | 'review'): FixResult {
  const open = new Map<string, SourceFile>();
  const refused = new Set<string>();
  let project = target.project;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const edits = editsOfRound(project, target, level, refused);
    if (edits.size === 0) break;
    for (const [path, list] of edits) {
      const file = project.workspace.file(path);
      if (file === 'absent' || file === 'notLoaded') continue;
      const text = applyEdits(file.text, list);
      if (typeof text === 'string') open.set(path, sourceFile(path, text));
    }
    project = openProject(target.repository.workspace(open, target.project.workspace.facts));
  }
  return { project, changed: new Map([...open].map(([path, file]) => [path, file.text])), refused: [...refused] };
}

function editsOfRound(
  project: Project,
  target: Target,
  level: 'safe' | 'review',
  refused: Set<string>,
): ReadonlyMap<string, readonly Edit[]> {
  const chosen = new Map<string, Edit[]>();
  for (const path of target.paths) {
    for (const finding of lint(project, path)?.findings ?? []) {
      if (finding.fix === undefined || (finding.fix.safety === 'review' && level !== 'review')) continue;
      const edits = finding.fix.edits();
      if (isRefusal(edits)) {
        refused.add(`${finding.rule} in ${target.shown(path)} was not fixed: ${edits.refused}`);
        continue;
      }
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
