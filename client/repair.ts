import { commands, type Disposable, window, workspace } from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';
import { workflowAtHand } from './workflow-at-hand';

/** Asks the server for a change and makes it, or says why there is none. */
export async function applyRepair(client: BaseLanguageClient, method: string, question: object): Promise<void> {
  const answer: { readonly refused: string } | { readonly edit: WorkspaceEdit } = await client.sendRequest(
    method,
    question,
  );
  if ('refused' in answer) void window.showWarningMessage(`Plimsoll changed nothing: ${answer.refused}`);
  else await workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit));
}

/** Registers the command that adds all that a workflow lacks to publish safely; the change is left unsaved for a person to review. */
export function registerPublishSafely(started: () => Promise<BaseLanguageClient>): Disposable {
  return commands.registerCommand('plimsoll.publishSafely', async (file?: unknown) => {
    const uri = await workflowAtHand(file);
    if (uri === undefined) return;
    const client = await started();
    // Who reviews a change wants to see it.
    await window.showTextDocument(uri);
    await applyRepair(client, 'plimsoll/publishSafely', { uri: uri.toString() });
  });
}
