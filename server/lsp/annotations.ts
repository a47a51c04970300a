import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver';
import { codeLenses } from '../ide/code-lens';
import { inlayHints } from '../ide/inlay-hints';
import { tagsPage } from '../ide/tags-preview';
import type { Client } from './client';
import type { Features } from './settings';
import type { Translation } from './translation';

const OPEN = 'plimsoll.openImageView';

/** Code lenses, inlay hints and the page of simulated tags: what is shown between and behind the lines. */
export function serveAnnotations(
  connection: Connection,
  server: Translation,
  client: () => Client,
  features: () => Features,
): void {
  connection.onCodeLens(({ textDocument: { uri } }) => {
    const own = features().codeLens ? server.document(uri) : undefined;
    if (own === undefined) return [];
    // A lens without the name of a command is a text to read.
    const run = client().commands.has(OPEN) ? { command: OPEN, arguments: [uri] } : { command: '' };
    return codeLenses(own.project, own.path).map(({ span, title }) => ({
      range: server.range(own.file, span),
      command: { title, ...run },
    }));
  });
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) => {
    const own = features().inlayHints ? server.document(uri) : undefined;
    if (own === undefined) return [];
    return inlayHints(own.project, own.path, server.span(own.file, range)).map(({ offset, label, tooltip }) => ({
      position: server.range(own.file, { start: offset, end: offset }).start,
      label,
      paddingLeft: true,
      tooltip: { kind: 'markdown', value: tooltip },
    }));
  });
  connection.onRequest('plimsoll/tags', ({ uri }: { readonly uri: string }) => {
    const located = server.locate(uri);
    return { markdown: located === undefined ? undefined : tagsPage(located.project, located.path) };
  });
}

/** Tells the client that lenses and hints are out of date, where it wants to know. */
export async function refreshAnnotations(connection: Connection, client: Client): Promise<void> {
  if (client.refreshesLenses) await connection.sendRequest(CodeLensRefreshRequest.type);
  if (client.refreshesHints) await connection.languages.inlayHint.refresh();
}
