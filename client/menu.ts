import { commands, type Disposable, type ExtensionContext, window } from 'vscode';

/** What the menu of the status bar offers, in its order. */
const OFFERED = [
  'plimsoll.openImageView',
  'plimsoll.publishSafely',
  'plimsoll.previewTags',
  'plimsoll.explainError',
  'plimsoll.openConfiguration',
  'plimsoll.openSettings',
  'plimsoll.showOutput',
  'plimsoll.restartServer',
];

/** A command as the extension's manifest describes it. */
interface Described {
  readonly command: string;
  readonly title: string;
  readonly icon?: string;
}

/** Registers the menu of the status bar. Its entries are commands of the palette, under the same names. */
export function registerMenu(context: ExtensionContext): Disposable {
  const { contributes }: { readonly contributes: { readonly commands: readonly Described[] } } =
    context.extension.packageJSON;
  return commands.registerCommand('plimsoll.showMenu', async () => {
    const entries = OFFERED.flatMap((id) => contributes.commands.find(({ command }) => command === id) ?? []).map(
      ({ command, title, icon = '' }) => ({ label: `${icon} ${title}`, command }),
    );
    const chosen = await window.showQuickPick(entries, { title: 'Plimsoll' });
    if (chosen !== undefined) await commands.executeCommand(chosen.command);
  });
}
