import {
  type CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  type Command,
  type Connection,
} from 'vscode-languageserver';
import { isRefusal } from '../core/text/edit';
import { type CodeAction as Action, codeActions } from '../ide/code-actions';
import { fixAll, publishSafely } from '../ide/fix-all';
import { rewrites } from '../ide/rewrites';
import { covers, FIX_ALL } from './action-kind';
import type { Client } from './client';
import { diagnosticOf } from './diagnostic-of';
import type { Repair } from './image-view';
import type { Document, Translation } from './translation';

export function serveCodeActions(connection: Connection, server: Translation, client: () => Client): void {
  connection.onCodeAction(({ textDocument: { uri }, range, context: { only, triggerKind } }): CodeAction[] => {
    const own = server.document(uri);
    if (own === undefined) return [];
    // Asked for on save, or by name; nobody who looks at one finding wants to see it.
    if (only?.some((kind) => covers(kind, FIX_ALL)) === true) {
      const edits = fixAll(own.project, own.path);
      return edits === undefined
        ? []
        : [{ title: 'Make all safe fixes in this file', kind: FIX_ALL, edit: server.workspaceEdit(own, edits) }];
    }
    const span = server.span(own.file, range);
    const known = client();
    const named = only?.some((kind) => kind !== '' && covers(kind, CodeActionKind.RefactorRewrite)) === true;
    // What rewrites a whole file is worked out for somebody who looks for it, not for a cursor that moves.
    const rewriting = known.rewrites && (named || triggerKind !== CodeActionTriggerKind.Automatic);
    return [
      ...codeActions(own.project, own.path, span).flatMap((action) => protoOf(server, known, own, uri, action) ?? []),
      ...(rewriting ? rewrites(own.project, own.path, named ? undefined : span) : []).map(({ title, edits }) => ({
        title,
        kind: CodeActionKind.RefactorRewrite,
        edit: server.workspaceEdit(own, edits),
      })),
    ].filter(({ kind = '' }) => only === undefined || only.some((asked) => covers(asked, kind)));
  });
  connection.onRequest('plimsoll/publishSafely', ({ uri }: { readonly uri: string }): Repair => {
    const own = server.document(uri);
    if (own === undefined) return { refused: 'this file is not a workflow or action' };
    const edits = publishSafely(own.project, own.path);
    return isRefusal(edits) ? edits : { edit: server.workspaceEdit(own, edits) };
  });
}

/** Undefined where the client cannot do it. */
function protoOf(
  server: Translation,
  client: Client,
  own: Document,
  uri: string,
  action: Action,
): CodeAction | undefined {
  const { title, finding } = action;
  switch (action.kind) {
    case 'explain':
      return command(client, { title, command: 'plimsoll.explainRule', arguments: [finding.rule] });
    case 'showImage':
      return command(client, { title, command: 'plimsoll.openImageView', arguments: [uri] });
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

function command({ commands }: Client, run: Command): CodeAction | undefined {
  return commands.has(run.command) ? { title: run.title, kind: CodeActionKind.Empty, command: run } : undefined;
}
