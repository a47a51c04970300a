import { type CodeAction, CodeActionKind, type Connection } from 'vscode-languageserver';
import { codeActions } from '../ide/code-actions';
import { diagnosticOf } from './diagnostic-of';
import type { Translation } from './translation';

export function serveCodeActions(connection: Connection, server: Translation): void {
  connection.onCodeAction(({ textDocument, range }): CodeAction[] => {
    const own = server.document(textDocument.uri);
    if (own === undefined) return [];
    return codeActions(own.project, own.path, server.span(own.file, range)).map((action): CodeAction => {
      const { title } = action;
      if (action.explain !== undefined)
        return {
          title,
          kind: CodeActionKind.Empty,
          command: { title, command: 'plimsoll.explainRule', arguments: [action.explain] },
        };
      return {
        title,
        kind: CodeActionKind.QuickFix,
        isPreferred: action.preferred,
        diagnostics: [diagnosticOf(server, own, action.finding)].filter((one) => one !== undefined),
        edit: server.workspaceEdit(own, action.edits ?? new Map()),
      };
    });
  });
}
