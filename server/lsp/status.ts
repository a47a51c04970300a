import type { Connection } from 'vscode-languageserver';
import type { Project } from '../core/index';
import { isConfigPath } from '../core/workspace';
import { type Status, status } from '../ide/status';
import type { Session } from './session';

interface Answer extends Status {
  readonly of: 'file' | 'workspace';
}

/**
 * Numbers for a status bar (`plimsoll/status`), of the workflow or action at an address or else of all folders, and where the
 * configuration of a folder's repository is or would be (`plimsoll/configuration`).
 */
export function serveStatus(connection: Connection, state: () => Session, folders: () => readonly string[]): void {
  connection.onRequest('plimsoll/status', ({ uri }: { readonly uri?: string | null }): Answer => {
    const session = state();
    const own = uri ? session.locate(uri) : undefined;
    if (own !== undefined && !isConfigPath(own.path)) return { of: 'file', ...status(own.project, [own.path]) };
    const paths = new Map<Project, readonly string[]>();
    for (const one of new Set(folders().flatMap((folder) => session.files(folder)))) {
      const located = session.locate(one);
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
