import type { ExtensionContext } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';

/** A client whose server is a process of its own. This module is a bundle of its own, since it brings a large library with it. */
export function machineClient(context: ExtensionContext, options: LanguageClientOptions): LanguageClient {
  const module = context.asAbsolutePath('dist/server.cjs');
  const transport = TransportKind.ipc;
  const debug = { execArgv: ['--nolazy', '--inspect=6009', '--enable-source-maps'] };
  const servers = { run: { module, transport }, debug: { module, transport, options: debug } };
  return new LanguageClient('plimsoll', 'Plimsoll', servers, options);
}
