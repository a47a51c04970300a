import { type CodeAction, CodeActionKind, type Command, type Connection } from 'vscode-languageserver';
import { isRefusal } from '../core/text/edit';
import { type CodeAction as Action, codeActions } from '../ide/code-actions';
import { fixAll, publishSafely } from '../ide/fix-all';
import { diagnosticOf } from './diagnostic-of';
import type { Repair } from './image-view';
import type { Document, Translation } from './translation';

/** Runs on save where `editor.codeActionsOnSave` names it, or `source.fixAll`. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.plimsoll`;

export function serveCodeActions(connection: Connection, server: Translation): void {
  connection.onCodeAction(({ textDocument: { uri }, range, context: { only } }): CodeAction[] => {
    const own = server.document(uri);
    if (own === undefined) return [];
    // Asked for on save, or by name; nobody who looks at one finding wants to see it.
    if (only?.some((kind) => covers(kind, FIX_ALL)) === true) {
      const edits = fixAll(own.project, own.path);
      return edits === undefined
        ? []
        : [{ title: 'Make all safe fixes in this file', kind: FIX_ALL, edit: server.workspaceEdit(own, edits) }];
    }
    return codeActions(own.project, own.path, server.span(own.file, range))
      .flatMap((action) => protoOf(server, own, uri, action) ?? [])
      .filter(({ kind = '' }) => only === undefined || only.some((asked) => covers(asked, kind)));
  });
  connection.onRequest('plimsoll/publishSafely', ({ uri }: { readonly uri: string }): Repair => {
    const own = server.document(uri);
    if (own === undefined) return { refused: 'this file is not a workflow or action' };
    const edits = publishSafely(own.project, own.path);
    return isRefusal(edits) ? edits : { edit: server.workspaceEdit(own, edits) };
  });
}

/** Undefined where the client cannot do it. */
function protoOf(server: Translation, own: Document, uri: string, action: Action): CodeAction | undefined {
  const { title, finding } = action;
  switch (action.kind) {
    case 'explain':
      return command({ title, command: 'plimsoll.explainRule', arguments: [finding.rule] });
    case 'showImage':
      return command({ title, command: 'plimsoll.openImageView', arguments: [uri] });
    default: {
      const edit =
        action.kind === 'switchOffInNewFile'
          ? server.newFile(own, action.path, action.text)
          : server.workspaceEdit(own, action.edits);
      if (edit === undefined) return undefined;
      const diagnostics = [diagnosticOf(server, own, finding)].filter((one) => one !== undefined);
      const isPreferred = action.kind === 'fix' && finding.fix?.safety === 'safe';
      return { title, kind: CodeActionKind.QuickFix, isPreferred, diagnostics, edit };
    }
  }
}

function command(run: Command): CodeAction {
  return { title: run.title, kind: CodeActionKind.Empty, command: run };
}

/** Kinds of actions are names within names: `source` asks for `source.fixAll.plimsoll` too, and the empty name for all. */
function covers(asked: string, kind: string): boolean {
  return asked === '' || kind === asked || kind.startsWith(`${asked}.`);
}
