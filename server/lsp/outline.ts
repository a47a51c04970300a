import { type Connection, type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { type OutlineEntry, outline } from '../ide/outline';
import type { Document, Translation } from './translation';

const KINDS: Readonly<Record<OutlineEntry['kind'], SymbolKind>> = { job: SymbolKind.Module, step: SymbolKind.Function };

export function serveOutline(connection: Connection, server: Translation): void {
  connection.onDocumentSymbol(({ textDocument }): DocumentSymbol[] => {
    const own = server.document(textDocument.uri);
    return own === undefined ? [] : outline(own.project, own.path).map((entry) => symbolOf(own, entry));
  });

  function symbolOf(own: Document, { kind, name, detail, span, nameSpan, children }: OutlineEntry): DocumentSymbol {
    return {
      kind: KINDS[kind],
      name,
      detail,
      range: server.range(own.file, span),
      selectionRange: server.range(own.file, nameSpan),
      children: children.map((child) => symbolOf(own, child)),
    };
  }
}
