import { type CodeAction, CodeActionKind, type Connection } from 'vscode-languageserver';
import { isRefusal } from '../core/text/edit';
import { codeActions } from '../ide/code-actions';
import { fixAll, publishSafely } from '../ide/fix-all';
import { diagnosticOf } from './diagnostic-of';
import type { Repair } from './image-view';
import type { Translation } from './translation';

/** Runs on save where `editor.codeActionsOnSave` names it, or `source.fixAll`. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.plimsoll`;

export function serveCodeActions(connection: Connection, server: Translation): void {
  connection.onCodeAction(({ textDocument, range, context: { only } }): CodeAction[] => {
    const own = server.document(textDocument.uri);
    if (own === undefined) return [];
    // Asked for on save, or by name; nobody who looks at one finding wants to see it.
    if (only?.some((kind) => covers(kind, FIX_ALL)) === true) {
      const edits = fixAll(own.project, own.path);
      return edits === undefined
        ? []
        : [{ title: 'Make all safe fixes in this file', kind: FIX_ALL, edit: server.workspaceEdit(own, edits) }];
    }
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
  connection.onRequest('plimsoll/publishSafely', ({ uri }: { readonly uri: string }): Repair => {
    const own = server.document(uri);
    if (own === undefined) return { refused: 'this file is not a workflow or action' };
    const edits = publishSafely(own.project, own.path);
    return isRefusal(edits) ? edits : { edit: server.workspaceEdit(own, edits) };
  });
}

/** Kinds of actions are names within names: `source` asks for `source.fixAll.plimsoll` too. */
function covers(asked: string, kind: string): boolean {
  return kind === asked || kind.startsWith(`${asked}.`);
}
