import type { Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../core/index';
import type { Located } from './session';
import { diagnostic } from './to-proto';
import type { Translation } from './translation';

/** A finding as a diagnostic, with its evidence in other files; undefined where its own file is not known any more. */
export function diagnosticOf(server: Translation, located: Located, finding: Finding): Diagnostic | undefined {
  const file = server.fileOf(located, finding.path);
  if (file === undefined) return undefined;
  return diagnostic(finding, file, server.range, (path) => {
    const other = server.fileOf(located, path);
    return other === undefined ? undefined : { file: other, uri: server.uri(located, path) };
  });
}
