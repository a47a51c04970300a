import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { start } from './start';

/** In VS Code on a machine: the server is a process of its own. */
export function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/server.cjs');
  const transport = TransportKind.ipc;
  const debug = { execArgv: ['--nolazy', '--inspect=6009', '--enable-source-maps'] };
  const servers = { run: { module, transport }, debug: { module, transport, options: debug } };
  return start(context, async (options) => new LanguageClient('plimsoll', 'Plimsoll', servers, options), 'machine');
}
