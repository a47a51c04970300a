import type { Connection } from 'vscode-languageserver';
import { definition } from '../ide/definition';
import type { Translation } from './translation';

export function serveDefinition(connection: Connection, server: Translation): void {
  connection.onDefinition(({ textDocument, position }) => {
    const own = server.document(textDocument.uri);
    const found = own === undefined ? undefined : definition(own.project, own.path, server.offset(own.file, position));
    return own === undefined || found === undefined ? null : (server.place(own, found.path, found.span) ?? null);
  });
}
