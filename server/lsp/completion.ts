import {
  type CompletionItem,
  CompletionItemKind,
  type Connection,
  InsertTextFormat,
  InsertTextMode,
  type Range,
} from 'vscode-languageserver';
import type { Completion } from '../ide/completion';
import { completions } from '../ide/completions';
import type { Client } from './client';
import type { Translation } from './translation';

/** Characters behind which something else can stand than before. */
export const COMPLETION_TRIGGERS = ['=', ',', '.', ' '];

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  property: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  reference: CompletionItemKind.Reference,
  snippet: CompletionItemKind.Snippet,
};

export function serveCompletion(connection: Connection, server: Translation, client: () => Client): void {
  connection.onCompletion(({ textDocument, position }): CompletionItem[] => {
    const own = server.document(textDocument.uri);
    if (own === undefined) return [];
    return completions(own.project, own.path, server.offset(own.file, position)).map(
      ({ label, kind, documentation, span, text, snippet }, index) => ({
        label,
        kind: KINDS[kind],
        // Editors sort by this text; the order is part of the answer.
        sortText: String(index).padStart(4, '0'),
        filterText: label,
        textEdit: { range: server.range(own.file, span), newText: text },
        ...(snippet === undefined ? {} : severalLines(client(), server.range(own.file, span), text, snippet)),
        ...(documentation === undefined ? {} : { documentation: { kind: 'markdown', value: documentation } }),
      }),
    );
  });
}

/**
 * The lines below the first are indented already. An editor is told to leave them so; one that cannot be told, and knows snippets,
 * indents them like the line at the cursor, so that much is taken away.
 */
function severalLines(
  { snippets, insertsAsIs }: Client,
  range: Range,
  text: string,
  snippet: NonNullable<Completion['snippet']>,
): Partial<CompletionItem> {
  const mode = insertsAsIs ? { insertTextMode: InsertTextMode.asIs } : {};
  if (!snippets) return { textEdit: { range, newText: text }, ...mode };
  const lines = insertsAsIs ? snippet.text : snippet.text.replaceAll(`\n${' '.repeat(snippet.indent)}`, '\n');
  return { textEdit: { range, newText: lines }, insertTextFormat: InsertTextFormat.Snippet, ...mode };
}
