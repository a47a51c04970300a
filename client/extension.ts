import { commands, type ExtensionContext, languages, type TextDocument, type Uri, window, workspace } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { registerPages } from './pages';

/** What the linter reads: workflows, composite actions and its own configuration. */
const FILES = ['**/.github/workflows/*.{yml,yaml}', '**/action.{yml,yaml}', '**/.github/plimsoll.{yml,yaml}'];
/** GitHub's own extension (GitHub.vscode-github-actions) gives workflows a language of their own. */
const LANGUAGES = ['yaml', 'github-actions-workflow'];
/** Files the findings also depend on. */
const WATCHED = [...FILES, '**/{Dockerfile,Containerfile,Dockerfile.*,*.Dockerfile}'];

// By path and not by language alone: most YAML files are not ours. The server reads the disk, hence the scheme.
const SELECTOR = FILES.flatMap((pattern) => LANGUAGES.map((language) => ({ language, pattern, scheme: 'file' })));

/** Starts the language server as soon as there is a file for it, and registers the commands. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('Plimsoll', { log: true });
  const client = newClient(context, output);
  context.subscriptions.push(output, { dispose: () => void client.stop() });
  const started = (): Promise<void> => (client.needsStart() ? client.start() : Promise.resolve());
  context.subscriptions.push(
    commands.registerCommand('plimsoll.restart', () => (client.needsStart() ? client.start() : client.restart())),
    commands.registerCommand('plimsoll.showOutput', () => output.show()),
    ...registerPages(async (method, params) => {
      await started();
      return client.sendRequest(method, params);
    }),
  );
  await startWhenNeeded(context, started);
}

/** One YAML file elsewhere wakes the extension, but is no reason to run a server. */
async function startWhenNeeded(context: ExtensionContext, start: () => Promise<void>): Promise<void> {
  const ours = (document: TextDocument): boolean => languages.match(SELECTOR, document) > 0;
  if (workspace.textDocuments.some(ours) || (await hasFiles())) return start();
  const opened = workspace.onDidOpenTextDocument((document) => {
    if (!ours(document)) return;
    opened.dispose();
    void start();
  });
  context.subscriptions.push(opened);
}

async function hasFiles(): Promise<boolean> {
  const found: readonly (readonly Uri[])[] = await Promise.all(
    FILES.map((pattern) => workspace.findFiles(pattern, '**/node_modules/**', 1)),
  );
  return found.some((uris) => uris.length > 0);
}

function newClient(
  context: ExtensionContext,
  outputChannel: NonNullable<LanguageClientOptions['outputChannel']>,
): LanguageClient {
  const module = context.asAbsolutePath('dist/server.cjs');
  const watchers = WATCHED.map((pattern) => workspace.createFileSystemWatcher(pattern));
  context.subscriptions.push(...watchers);
  return new LanguageClient(
    'plimsoll',
    'Plimsoll',
    {
      run: { module, transport: TransportKind.ipc },
      debug: {
        module,
        transport: TransportKind.ipc,
        options: { execArgv: ['--nolazy', '--inspect=6009', '--enable-source-maps'] },
      },
    },
    {
      documentSelector: SELECTOR,
      outputChannel,
      // Hovers link to the rules' pages, and to nothing else that runs.
      markdown: { isTrusted: { enabledCommands: ['plimsoll.explainRule', 'plimsoll.showImages'] } },
      // Settings are not pushed: the server registers for their changes and then asks for them.
      synchronize: { fileEvents: watchers },
      diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
    },
  );
}
