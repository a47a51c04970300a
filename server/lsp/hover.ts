import type { Connection } from 'vscode-languageserver';
import { hover } from '../ide/hover';
import type { Translation } from './translation';

export function serveHover(connection: Connection, { document, offset, range }: Translation): void {
  connection.onHover(({ textDocument, position }) => {
    const own = document(textDocument.uri);
    const found = own === undefined ? undefined : hover(own.project, own.path, offset(own.file, position));
    return own === undefined || found === undefined
      ? null
      : { contents: { kind: 'markdown', value: found.markdown }, range: range(own.file, found.span) };
  });
}
