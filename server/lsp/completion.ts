import { type CompletionItem, CompletionItemKind, type Connection } from 'vscode-languageserver';
import { type Completion, completions } from '../ide/completion';
import type { Translation } from './translation';

/** Characters behind which something else can stand than before. */
export const COMPLETION_TRIGGERS = ['=', ',', '.', ' '];

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  property: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  reference: CompletionItemKind.Reference,
};

export function serveCompletion(connection: Connection, server: Translation): void {
  connection.onCompletion(({ textDocument, position }): CompletionItem[] => {
    const own = server.document(textDocument.uri);
    if (own === undefined) return [];
    return completions(own.project, own.path, server.offset(own.file, position)).map(
      ({ label, kind, documentation, span, text }, index) => ({
        label,
        kind: KINDS[kind],
        // Editors sort by this text; the order is part of the answer.
        sortText: String(index).padStart(4, '0'),
        filterText: label,
        textEdit: { range: server.range(own.file, span), newText: text },
        ...(documentation === undefined ? {} : { documentation: { kind: 'markdown', value: documentation } }),
      }),
    );
  });
}
