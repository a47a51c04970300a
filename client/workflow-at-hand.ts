import { Uri, window, workspace } from 'vscode';
import { WORKFLOWS } from './files';
import { canPublish } from './selector';

/**
 * The file a command is about: what it was given (menus give an address, links its text), else the workflow or action in the active
 * editor, else the only workflow of the workspace or one that the user chooses. Undefined where there is none.
 */
export async function workflowAtHand(given?: unknown): Promise<Uri | undefined> {
  if (given instanceof Uri) return given;
  if (typeof given === 'string') return Uri.parse(given);
  const active = window.activeTextEditor?.document;
  if (active !== undefined && canPublish(active)) return active.uri;
  const all = await workspace.findFiles(WORKFLOWS, '**/node_modules/**');
  if (all.length === 0) void window.showInformationMessage('Plimsoll: there is no workflow in this workspace');
  if (all.length < 2) return all[0];
  const entries = all
    .map((uri) => ({ label: workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (await window.showQuickPick(entries, { title: 'Plimsoll', placeHolder: 'Which workflow?' }))?.uri;
}
