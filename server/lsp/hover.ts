import type { Connection } from 'vscode-languageserver';
import { hover } from '../ide/hover';
import type { Client } from './client';
import type { Translation } from './translation';

export function serveHover(
  connection: Connection,
  { document, offset, range }: Translation,
  client: () => Client,
): void {
  connection.onHover(({ textDocument, position }) => {
    const own = document(textDocument.uri);
    const links = client().commands.has('plimsoll.explainRule');
    const found = own === undefined ? undefined : hover(own.project, own.path, offset(own.file, position), links);
    return own === undefined || found === undefined
      ? null
      : { contents: { kind: 'markdown', value: found.markdown }, range: range(own.file, found.span) };
  });
}
