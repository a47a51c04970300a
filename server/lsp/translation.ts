import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver';
import type { FixEdits } from '../core/lint/finding';
import type { SourceFile } from '../core/text/source-file';
import type { Span } from '../core/text/span';
import type { Client } from './client';
import { offsetOf, rangeOf, spanOf } from './encoding';
import type { Located, Session } from './session';

/** A document the server can say something of, with its text. */
export interface Document extends Located {
  readonly file: SourceFile;
}

/** What handlers need of the server around them: documents by address, and places in both ways of counting. */
export interface Translation {
  locate(uri: string): Located | undefined;
  document(uri: string): Document | undefined;
  /** A file of the same repository. */
  fileOf(located: Located, path: string): SourceFile | undefined;
  uri(located: Located, path: string): string;
  range(file: SourceFile, span: Span): Range;
  offset(file: SourceFile, position: Position): number;
  span(file: SourceFile, range: Range): Span;
  /** The address of a file and the range of a span in it; undefined where the file is not known. */
  place(located: Located, path: string, span: Span): { readonly uri: string; readonly range: Range } | undefined;
  workspaceEdit(located: Located, edits: FixEdits): WorkspaceEdit;
  /** A new file with a text; undefined for a client that makes no files. One that is there by then is left as it is. */
  newFile(located: Located, path: string, text: string): WorkspaceEdit | undefined;
}

/** `state` and `client` are asked anew each time: the client tells what it can do, and where files come from, after the start. */
export function translation(state: () => Session, client: () => Client): Translation {
  const fileOf = ({ project }: Located, path: string): SourceFile | undefined => {
    const file = project.workspace.file(path);
    return file === 'absent' || file === 'notLoaded' ? undefined : file;
  };
  const range = (file: SourceFile, span: Span): Range => rangeOf(file, span, client().encoding);
  const locate = (uri: string): Located | undefined => state().locate(uri);
  return {
    locate,
    document: (uri) => {
      const located = locate(uri);
      const file = located === undefined ? undefined : fileOf(located, located.path);
      return located === undefined || file === undefined ? undefined : { ...located, file };
    },
    fileOf,
    uri: ({ root }, path) => state().uri(root, path),
    range,
    offset: (file, position) => offsetOf(file, position, client().encoding),
    span: (file, wanted) => spanOf(file, wanted, client().encoding),
    place: (located, path, span) => {
      const file = fileOf(located, path);
      return file === undefined ? undefined : { uri: state().uri(located.root, path), range: range(file, span) };
    },
    workspaceEdit: (located, edits) => {
      const documentChanges = [...edits].flatMap(([path, list]) => {
        const file = fileOf(located, path);
        if (file === undefined) return [];
        const uri = state().uri(located.root, path);
        const textDocument = { uri, version: state().version(uri) ?? null };
        return [{ textDocument, edits: list.map(({ span, text }) => ({ range: range(file, span), newText: text })) }];
      });
      return client().versionedEdits
        ? { documentChanges }
        : { changes: Object.fromEntries(documentChanges.map(({ textDocument, edits }) => [textDocument.uri, edits])) };
    },
    newFile: ({ root }, path, text) => {
      if (!client().createsFiles) return undefined;
      const uri = state().uri(root, path);
      const start = { line: 0, character: 0 };
      return {
        documentChanges: [
          // Fails where the file has come into being since, and then nothing is written.
          { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
          { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
        ],
      };
    },
  };
}
