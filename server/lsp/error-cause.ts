import type { Connection, Range } from 'vscode-languageserver';
import { errorCause } from '../ide/error-cause';
import type { Translation } from './translation';

interface Answer {
  readonly title: string;
  readonly cause: string;
  readonly cure: string;
  /** The line that causes it. */
  readonly place?: { readonly uri: string; readonly range: Range };
}

/** What a text from a run's log means, and where it comes from (`plimsoll/errorCause`); null where it is not known. */
export function serveErrorCause(connection: Connection, server: Translation): void {
  connection.onRequest(
    'plimsoll/errorCause',
    ({ uri, log }: { readonly uri: string; readonly log: string }): Answer | null => {
      const own = server.locate(uri);
      const found = own === undefined ? undefined : errorCause(own.project, own.path, log);
      if (own === undefined || found === undefined) return null;
      const { title, cause, cure } = found.explanation;
      const place = found.finding === undefined ? undefined : server.place(own, found.finding.path, found.finding.span);
      return { title, cause, cure, ...(place === undefined ? {} : { place }) };
    },
  );
}
