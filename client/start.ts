import {
  commands,
  type ExtensionContext,
  extensions,
  type LogOutputChannel,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { registerConfiguration } from './configuration';
import { registerErrorCause } from './error-cause';
import { answerFiles, DEPENDED_ON, FILES } from './files';
import { registerImageView } from './image-view';
import { registerMenu } from './menu';
import { registerPages } from './pages';
import { registerPublishSafely } from './repair';
import { isOurs, SELECTOR } from './selector';
import { registerStatusBar } from './status-bar';

/** Makes the client for the place the extension runs in. What it is made of is loaded then and not before. */
export type NewClient = (options: LanguageClientOptions) => Promise<BaseLanguageClient>;

/** Registers the commands, and starts the language server as soon as there is a file for it. */
export function start(context: ExtensionContext, newClient: NewClient, place: 'machine' | 'browser'): void {
  const output = window.createOutputChannel('Plimsoll', { log: true });
  let made: Promise<BaseLanguageClient> | undefined;

  async function make(): Promise<BaseLanguageClient> {
    // The server reads a disk itself; folders of other kinds (`vscode-vfs:` and the like) are read by the editor.
    const onDisk = place === 'machine' && (workspace.workspaceFolders ?? []).every(({ uri }) => uri.scheme === 'file');
    const client = await newClient(options(context, output, onDisk ? 'disk' : 'editor'));
    answerFiles(client);
    context.subscriptions.push({ dispose: () => void client.stop() }, ...registerStatusBar(client));
    return client;
  }
  function only(): Promise<BaseLanguageClient> {
    made ??= make();
    return made;
  }
  async function started(): Promise<BaseLanguageClient> {
    const client = await only();
    if (client.needsStart()) await client.start();
    return client;
  }

  context.subscriptions.push(
    output,
    commands.registerCommand('plimsoll.restartServer', async () => {
      const client = await only();
      if (client.isRunning()) await client.stop();
      await client.start();
    }),
    commands.registerCommand('plimsoll.showOutput', () => output.show()),
    registerMenu(context),
    ...registerConfiguration(context, started),
    registerErrorCause(started),
    registerPublishSafely(started),
    ...registerImageView(context, started),
    ...registerPages(async (method, params) => (await started()).sendRequest(method, params)),
  );
  // The editor waits for this function alone: the client takes longer to load than all of it. Nobody waits for the server, and the client
  // itself tells of one that does not start.
  setTimeout(() => void startWhenNeeded(context, async () => void (await started().catch(() => undefined))));
}

/** One YAML file elsewhere wakes the extension, but is no reason to run a server. */
async function startWhenNeeded(context: ExtensionContext, begin: () => Promise<void>): Promise<void> {
  if (workspace.textDocuments.some(isOurs) || (await hasFiles())) return begin();
  const opened = workspace.onDidOpenTextDocument((document) => {
    if (!isOurs(document)) return;
    opened.dispose();
    void begin();
  });
  context.subscriptions.push(opened);
}

async function hasFiles(): Promise<boolean> {
  const found: readonly (readonly Uri[])[] = await Promise.all(
    FILES.map((pattern) => workspace.findFiles(pattern, '**/node_modules/**', 1)),
  );
  return found.some((uris) => uris.length > 0);
}

function options(
  context: ExtensionContext,
  outputChannel: LogOutputChannel,
  files: 'disk' | 'editor',
): LanguageClientOptions {
  const watchers = [...FILES, ...DEPENDED_ON].map((pattern) => workspace.createFileSystemWatcher(pattern));
  context.subscriptions.push(...watchers);
  return {
    documentSelector: SELECTOR.map((filter) => (files === 'disk' ? { ...filter, scheme: 'file' } : filter)),
    outputChannel,
    initializationOptions: {
      files,
      commands: ['plimsoll.explainRule', 'plimsoll.openImageView'],
      // Red Hat's YAML has an outline of every YAML file; two of them would be one too many.
      outlined: extensions.getExtension('redhat.vscode-yaml') !== undefined,
    },
    // Hovers link to the rules' pages, and to nothing else that runs.
    markdown: { isTrusted: { enabledCommands: ['plimsoll.explainRule'] } },
    // Settings are not pushed: the server registers for their changes and then asks for them.
    synchronize: { fileEvents: watchers },
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
  };
}
