import { RelativePattern, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

export const WORKFLOWS = '**/.github/workflows/*.{yml,yaml}';
/** Files that can publish: workflows and composite actions. */
export const PUBLISHING = [WORKFLOWS, '**/action.{yml,yaml}'];
/** What the linter reads: those, and its own configuration. */
export const FILES = [...PUBLISHING, '**/.github/plimsoll.{yml,yaml}'];
/** Files the findings also depend on. */
export const DEPENDED_ON = [
  '**/*{Dockerfile,dockerfile,Containerfile}*',
  '**/*bake*.{hcl,json}',
  '**/*compose*.{yml,yaml}',
  '**/*goreleaser*.{yml,yaml}',
  '**/{Makefile,makefile,GNUmakefile}',
  '**/*.sh',
];

/** More files than any repository has of these kinds; the rest stays unknown to the server. */
const FILES_MAX = 2000;

interface Question {
  readonly folder: string;
  /** Paths below the folder; absent when everything is asked for. */
  readonly paths?: readonly string[];
}

interface ReadFile {
  readonly path: string;
  readonly text: string | null;
}

/** Reads files for a server that has no disk. */
export function answerFiles(client: BaseLanguageClient): void {
  client.onRequest('plimsoll/files', async ({ folder, paths }: Question): Promise<readonly ReadFile[]> => {
    const root = Uri.parse(folder);
    if (paths !== undefined) return Promise.all(paths.map((path) => read(Uri.joinPath(root, path), path)));
    const lists = await Promise.all(
      [...FILES, ...DEPENDED_ON].map((pattern) =>
        workspace.findFiles(new RelativePattern(root, pattern), '**/node_modules/**', FILES_MAX),
      ),
    );
    const found = new Map(lists.flat().map((uri) => [uri.path.slice(root.path.replace(/\/$/, '').length + 1), uri]));
    return Promise.all([...found].map(([path, uri]) => read(uri, path)));
  });
}

/** A file that cannot be read is as good as none. */
async function read(uri: Uri, path: string): Promise<ReadFile> {
  try {
    return { path, text: new TextDecoder().decode(await workspace.fs.readFile(uri)) };
  } catch {
    return { path, text: null };
  }
}
