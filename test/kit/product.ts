import { analyse } from '../../server/core/image/analyse';
import { openEditor } from '../../server/core/remedy/open-editor';
import { allRules } from '../../server/core/rules/index';
import type { Bench } from './bench';

/** The linter as users get it, for the harness to drive. */
export const bench: Bench = {
  analyse: (workspace, path) => {
    const analysis = analyse(workspace, path);
    if (analysis === undefined) throw new Error(`${path} is not in the workspace`);
    return analysis;
  },
  openEditor,
  rules: allRules,
};
