import { type ExtensionContext, Uri, workspace } from 'vscode';
import type { MessageTransports } from 'vscode-languageclient/browser';
import { start } from './start';

/** In VS Code in a browser: the server is a web worker, and the editor reads the files. */
export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist/shared/server.js');
  start(
    context,
    async (options) => {
      const { LanguageClient } = await import('vscode-languageclient/browser');
      return new LanguageClient('plimsoll', 'Plimsoll', () => transports(script), options);
    },
    'browser',
  );
}

/** The client knows a worker by its class, and VS Code puts another class in its place; so it gets both ends of the talk. */
async function transports(script: Uri): Promise<MessageTransports> {
  const { BrowserMessageReader, BrowserMessageWriter } = await import('vscode-languageclient/browser');
  const worker = await newWorker(script);
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}

/** A worker cannot be made of a file that a remote machine keeps; its text is handed over instead. */
async function newWorker(script: Uri): Promise<Worker> {
  if (script.scheme !== 'vscode-remote') return new Worker(script.toString(true));
  const text = await workspace.fs.readFile(script);
  return new Worker(URL.createObjectURL(new Blob([new Uint8Array(text)], { type: 'text/javascript' })));
}
