import type { ActionFile } from '../workflow/model';
import { actionFileOf } from '../workflow/workflow';
import type { Workspace } from '../workspace';
import { actionFiles } from './call-graph';

/** The action in a folder of the repository; undefined where there is none that could be read. */
export function localAction(folder: string, workspace: Workspace): ActionFile | undefined {
  for (const path of actionFiles(folder)) {
    const file = workspace.file(path);
    if (file !== 'absent' && file !== 'notLoaded') return actionFileOf(file);
  }
  return undefined;
}
