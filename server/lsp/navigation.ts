import type { Connection, Location } from 'vscode-languageserver';
import { definition, type Target } from '../ide/definition';
import { references } from '../ide/references';
import type { Document, Translation } from './translation';

export function serveNavigation(connection: Connection, server: Translation): void {
  connection.onDefinition(({ textDocument, position }): Location[] => {
    const own = server.document(textDocument.uri);
    return own === undefined ? [] : placesOf(own, definition(own.project, own.path, server.offset(own.file, position)));
  });
  connection.onReferences(({ textDocument, position, context }): Location[] => {
    const own = server.document(textDocument.uri);
    if (own === undefined) return [];
    const declarations = context.includeDeclaration;
    return placesOf(own, references(own.project, own.path, server.offset(own.file, position), { declarations }));
  });

  function placesOf(own: Document, targets: readonly Target[]): Location[] {
    return targets.flatMap(({ path, span }) => server.place(own, path, span) ?? []);
  }
}
