import {
  type Connection,
  type DocumentLink,
  type Location,
  LSPErrorCodes,
  type ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { isRefusal, type Refusal } from '../core/text/edit';
import { definition } from '../ide/definition';
import { documentLinks } from '../ide/document-links';
import { references } from '../ide/references';
import { prepareRename, rename } from '../ide/rename';
import type { Target } from '../ide/target';
import type { Document, Translation } from './translation';

/** `ResponseError` of the package, whose message editors show. */
export type FailureClass = new (code: number, message: string) => ResponseError<void>;

export function serveNavigation(connection: Connection, server: Translation, Failure: FailureClass): void {
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
  connection.onPrepareRename(({ textDocument, position }) => {
    const own = server.document(textDocument.uri);
    const found =
      own === undefined ? undefined : prepareRename(own.project, own.path, server.offset(own.file, position));
    if (own === undefined || found === undefined) return null;
    if (isRefusal(found)) return failed(found);
    return { range: server.range(own.file, found.span), placeholder: found.name };
  });
  connection.onRenameRequest(({ textDocument, position, newName }): WorkspaceEdit | ResponseError<void> | null => {
    const own = server.document(textDocument.uri);
    const edits =
      own === undefined ? undefined : rename(own.project, own.path, server.offset(own.file, position), newName);
    if (own === undefined || edits === undefined) return null;
    return isRefusal(edits) ? failed(edits) : server.workspaceEdit(own, edits);
  });
  connection.onDocumentLinks(({ textDocument }): DocumentLink[] => {
    const own = server.document(textDocument.uri);
    if (own === undefined) return [];
    return documentLinks(own.project, own.path).map(({ span, target }) => ({
      range: server.range(own.file, span),
      target: 'url' in target ? target.url : server.uri(own, target.path),
    }));
  });

  function placesOf(own: Document, targets: readonly Target[]): Location[] {
    return targets.flatMap(({ path, span }) => server.place(own, path, span) ?? []);
  }

  function failed({ refused }: Refusal): ResponseError<void> {
    return new Failure(LSPErrorCodes.RequestFailed, refused);
  }
}
