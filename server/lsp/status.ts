import type { Connection } from 'vscode-languageserver';
import type { Project } from '../core/index';
import { isConfigPath } from '../core/workspace';
import { type Status, status } from '../ide/status';
import { patiently } from './patiently';
import type { Session } from './session';

interface Answer extends Status {
  readonly of: 'file' | 'workspace';
}

/**
 * Numbers for a status bar (`plimsoll/status`), of the workflow or action at an address or else of all folders, and where the
 * configuration of a folder's repository is or would be (`plimsoll/configuration`).
 */
export function serveStatus(connection: Connection, state: () => Session, folders: () => readonly string[]): void {
  connection.onRequest('plimsoll/status', async ({ uri }: { readonly uri?: string | null }): Promise<Answer> => {
    const own = uri ? state().locate(uri) : undefined;
    if (own !== undefined && !isConfigPath(own.path)) return { of: 'file', ...status(own.project, [own.path]) };
    const uris = new Set(folders().flatMap((folder) => state().files(folder)));
    // A large workspace is read bit by bit; what was read is remembered.
    await patiently(uris, (one) => {
      const located = state().locate(one);
      if (located !== undefined) status(located.project, [located.path]);
    });
    const paths = new Map<Project, readonly string[]>();
    for (const one of uris) {
      const located = state().locate(one);
      if (located !== undefined) paths.set(located.project, [...(paths.get(located.project) ?? []), located.path]);
    }
    return [...paths]
      .map(([project, list]) => status(project, list))
      .reduce<Answer>((sum, one) => ({ of: 'workspace', ...plus(sum, one) }), { of: 'workspace', ...NOTHING });
  });
  connection.onRequest(
    'plimsoll/configuration',
    ({ folder }: { readonly folder: string }) => state().configuration(folder) ?? null,
  );
}

const NOTHING: Status = { workflows: 0, images: 0, findings: 0 };

function plus(a: Status, b: Status): Status {
  return { workflows: a.workflows + b.workflows, images: a.images + b.images, findings: a.findings + b.findings };
}
