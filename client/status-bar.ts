import {
  type Disposable,
  languages,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { isOurs } from './selector';

/** Milliseconds of quiet after a change before the numbers are asked for again. */
const QUIET = 250;

/** What the server says of one workflow, or of the whole workspace. */
interface Status {
  readonly of: 'file' | 'workspace';
  readonly workflows: number;
  readonly images: number;
  readonly findings: number;
}

/**
 * Shows what the workflow at hand publishes and how much is said of it, or the same of the whole workspace, and whether the server runs.
 * There is nothing to see where there are no workflows. A press opens the menu.
 */
export function registerStatusBar(client: BaseLanguageClient): readonly Disposable[] {
  const item = window.createStatusBarItem('plimsoll.status', StatusBarAlignment.Right, 50);
  item.name = 'Plimsoll';
  item.command = 'plimsoll.showMenu';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;

  async function count(): Promise<void> {
    const own = ++turn;
    const uri = window.activeTextEditor?.document.uri;
    const status: Status = await client.sendRequest('plimsoll/status', { uri: uri?.toString() });
    // Another question may have been asked meanwhile, or the server have ended.
    if (own !== turn || !client.isRunning()) return;
    if (status.of === 'workspace' && status.workflows === 0) item.hide();
    else show(item, numbers(status), `Plimsoll: this ${status.of}`);
  }

  function soon(): void {
    clearTimeout(timer);
    // A server that ends while it is asked is shown by its state.
    if (client.isRunning()) timer = setTimeout(() => void count().catch(() => undefined), QUIET);
  }

  return [
    item,
    client.onDidChangeState(() => {
      turn++;
      if (!client.needsStop()) show(item, '$(error) Plimsoll', 'Plimsoll: the server does not run', true);
      else if (!client.isRunning()) show(item, '$(loading~spin) Plimsoll', 'Plimsoll: the server is starting');
      soon();
    }),
    languages.onDidChangeDiagnostics(soon),
    window.onDidChangeActiveTextEditor(soon),
    workspace.onDidChangeTextDocument(({ document }) => (isOurs(document) ? soon() : undefined)),
  ];
}

function show(item: StatusBarItem, text: string, tooltip: string, failed = false): void {
  item.text = text;
  item.tooltip = tooltip;
  item.backgroundColor = failed ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  item.show();
}

function numbers({ images, findings }: Status): string {
  return `$(package) ${counted(images, 'image')}, ${counted(findings, 'finding')}`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
