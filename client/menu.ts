import { commands, type Disposable, type ExtensionContext, type TextDocument, window } from 'vscode';

/** What the menu of the status bar offers, in its order; those of the first list need a workflow at hand. */
const WITH_WORKFLOW = [
  'plimsoll.openImageView',
  'plimsoll.publishSafely',
  'plimsoll.previewTags',
  'plimsoll.explainError',
];
const ALWAYS = ['plimsoll.openConfiguration', 'plimsoll.openSettings', 'plimsoll.showOutput', 'plimsoll.restartServer'];

/** A command as the extension's manifest describes it. */
interface Described {
  readonly command: string;
  readonly title: string;
  readonly icon?: string;
}

/** Registers the menu of the status bar. Its entries are commands of the palette, under the same names. */
export function registerMenu(context: ExtensionContext, ours: (document: TextDocument) => boolean): Disposable {
  const { contributes }: { readonly contributes: { readonly commands: readonly Described[] } } =
    context.extension.packageJSON;
  return commands.registerCommand('plimsoll.showMenu', async () => {
    const document = window.activeTextEditor?.document;
    const offered = [...(document !== undefined && ours(document) ? WITH_WORKFLOW : []), ...ALWAYS];
    const entries = offered
      .flatMap((id) => contributes.commands.find(({ command }) => command === id) ?? [])
      .map(({ command, title, icon = '' }) => ({ label: `${icon} ${title}`, command }));
    const chosen = await window.showQuickPick(entries, { title: 'Plimsoll' });
    if (chosen !== undefined) await commands.executeCommand(chosen.command);
  });
}
