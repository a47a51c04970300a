import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';

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
    const uri = file instanceof Uri ? file : window.activeTextEditor?.document.uri;
    if (uri !== undefined) await applyRepair(await started(), 'plimsoll/publishSafely', { uri: uri.toString() });
  });
}
