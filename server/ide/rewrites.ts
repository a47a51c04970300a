import { analysisOf, lint, type Project } from '../core/index';
import type { FixEdits } from '../core/lint/finding';
import { isRefusal } from '../core/text/edit';
import { overlaps, type Span, touches } from '../core/text/span';
import { isWorkflowPath } from '../core/workspace';
import { everyFix, publishSafely } from './fix-all';

/** A change of a whole file, for a person to review. */
export interface Rewrite {
  readonly title: string;
  readonly edits: FixEdits;
}

/** The rewrites of a file that change something. At a range they are offered for its findings and its publishing steps only. */
export function rewrites(project: Project, path: string, range?: Span): readonly Rewrite[] {
  const findings = lint(project, path)?.findings ?? [];
  const places = [
    ...findings.map(({ span }) => span),
    ...(analysisOf(project, path)?.published ?? []).map(({ site }) => site.step.node.span),
  ];
  if (range !== undefined && !places.some((place) => overlaps(place, range) || touches(place, range.start))) return [];
  const safely = isWorkflowPath(path) ? publishSafely(project, path) : undefined;
  // One fix alone is a quick-fix already.
  const all = findings.filter(({ fix }) => fix !== undefined).length > 1 ? everyFix(project, path) : undefined;
  return [
    ...(safely === undefined || isRefusal(safely)
      ? []
      : [{ title: 'Make this workflow publish safely', edits: safely }]),
    ...(all === undefined ? [] : [{ title: 'Fix all Plimsoll findings in this file that have a fix', edits: all }]),
  ];
}
