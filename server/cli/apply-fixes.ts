import { fixRounds } from '../core/fix-rounds';
import type { Project } from '../core/index';
import type { Target } from './targets';

export interface FixResult {
  readonly project: Project;
  /** New texts by path. */
  readonly changed: ReadonlyMap<string, string>;
  /** Fixes that could not be made safely, in words. */
  readonly refused: readonly string[];
}

/** Applies the fixes of all files of a target, as far as their promise reaches `level`. */
export function applyFixes(target: Target, level: 'safe' | 'review'): FixResult {
  const { project, changed, refused } = fixRounds(
    target.project,
    target.paths,
    ({ fix }) => level === 'review' || fix?.safety === 'safe',
  );
  return {
    project,
    changed: new Map([...changed].map(([path, file]) => [path, file.text])),
    refused: refused.map(({ rule, path, reason }) => `${rule} in ${target.shown(path)} was not fixed: ${reason}`),
  };
}
