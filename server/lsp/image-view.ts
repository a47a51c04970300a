import type { Connection, WorkspaceEdit } from 'vscode-languageserver';
import { isRefusal } from '../core/text/edit';
import { imageView, repair } from '../ide/image-view';
import type { Translation } from './translation';

interface Question {
  /** The workflow whose images are drawn. */
  readonly uri: string;
}

interface PlaceQuestion extends Question {
  /** Of a file of the same repository. */
  readonly path: string;
  readonly offset: number;
}

interface RepairQuestion extends PlaceQuestion {
  readonly rule: string;
}

/** A change, or why none is made. */
export interface Repair {
  readonly edit?: WorkspaceEdit;
  readonly refused?: string;
}

/** The drawing of a workflow's images (`plimsoll/imageView`), the place of a node (`plimsoll/place`), and the repair of a gap (`plimsoll/repair`). */
export function serveImageView(connection: Connection, { locate, place, workspaceEdit }: Translation): void {
  connection.onRequest('plimsoll/imageView', ({ uri, width }: Question & { readonly width: number }) => {
    const located = locate(uri);
    return located === undefined ? null : { svg: imageView(located.project, located.path, width) };
  });
  connection.onRequest('plimsoll/place', ({ uri, path, offset }: PlaceQuestion) => {
    const located = locate(uri);
    return (located === undefined ? undefined : place(located, path, { start: offset, end: offset })) ?? null;
  });
  connection.onRequest('plimsoll/repair', ({ uri, path, offset, rule }: RepairQuestion): Repair => {
    const located = locate(uri);
    if (located === undefined) return { refused: 'this file is not read any more' };
    const edits = repair(located.project, path, rule, offset);
    return isRefusal(edits) ? edits : { edit: workspaceEdit(located, edits) };
  });
}
