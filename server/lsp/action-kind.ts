import { CodeActionKind } from 'vscode-languageserver';

/** Runs on save where `editor.codeActionsOnSave` names it, or `source.fixAll`. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.plimsoll`;

/** Kinds of actions are names within names: `source` asks for `source.fixAll.plimsoll` too, and the empty name for all. */
export function covers(asked: string, kind: string): boolean {
  return asked === '' || kind === asked || kind.startsWith(`${asked}.`);
}
