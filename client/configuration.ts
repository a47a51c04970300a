import { commands, type Disposable, type ExtensionContext, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Registers the commands that open the repository's configuration file and the editor's settings. */
export function registerConfiguration(
  context: ExtensionContext,
  started: () => Promise<BaseLanguageClient>,
): readonly Disposable[] {
  return [
    commands.registerCommand('plimsoll.openSettings', () =>
      commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`),
    ),
    commands.registerCommand('plimsoll.openConfiguration', async () => {
      const active = window.activeTextEditor?.document.uri;
      const within = active === undefined ? undefined : workspace.getWorkspaceFolder(active);
      const folder = (within ?? workspace.workspaceFolders?.[0])?.uri ?? active;
      if (folder === undefined) return;
      const client = await started();
      const found: { readonly uri: string; readonly exists: boolean } | null = await client.sendRequest(
        'plimsoll/configuration',
        { folder: folder.toString() },
      );
      if (found === null) return;
      const uri = Uri.parse(found.uri);
      // A file that is not there yet comes into being when it is saved.
      await window.showTextDocument(found.exists ? uri : uri.with({ scheme: 'untitled' }));
    }),
  ];
}
