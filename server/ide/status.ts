import { analysisOf, findingsOf, type Project } from '../core/index';
import { isWorkflowPath } from '../core/workspace';

/** What some files publish, and what is said of them, in numbers. */
export interface Status {
  readonly workflows: number;
  /** Those that several steps publish under the same names count once; those without a known name count each. */
  readonly images: number;
  readonly findings: number;
}

export function status(project: Project, paths: readonly string[]): Status {
  const published = paths.flatMap((path) => analysisOf(project, path)?.published ?? []);
  const named = published.filter(({ names }) => names.length > 0);
  const different = new Set(named.map(({ names }) => [...names].sort().join(' ')));
  return {
    workflows: paths.filter(isWorkflowPath).length,
    images: different.size + published.length - named.length,
    findings: paths.reduce((sum, path) => sum + findingsOf(project, path).length, 0),
  };
}
