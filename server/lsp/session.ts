import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isLintable, openProject, type Project, type Settings } from '../core/index';
import { type SourceFile, sourceFile } from '../core/text/source-file';
import { type Repository, repository, repositoryRoot } from '../host/files';
import { gitFacts } from '../host/git';

/** A document of the editor, found in its repository. */
export interface Located {
  readonly project: Project;
  readonly path: string;
  readonly root: string;
}

/** The state above the snapshots: which documents are open, and the repositories they belong to. */
export interface Session {
  open(uri: string, text: string, version: number): void;
  close(uri: string): void;
  /** A file changed on disk; undefined means anything may have. */
  changed(uri?: string): void;
  configure(settings: Settings): void;
  locate(uri: string): Located | undefined;
  version(uri: string): number | undefined;
  /** The lintable files of a folder, as document addresses. */
  files(folder: string): readonly string[];
  openUris(): readonly string[];
  uri(root: string, path: string): string;
}

export function session(): Session {
  const documents = new Map<
    string,
    { readonly text: string; readonly version: number; readonly file: SourceFile; readonly root: string }
  >();
  const repositories = new Map<string, Repository>();
  const projects = new Map<string, Project>();
  let settings: Settings = {};

  function repositoryOf(root: string): Repository {
    const known = repositories.get(root) ?? repository(root);
    repositories.set(root, known);
    return known;
  }

  function project(root: string): Project {
    const known = projects.get(root);
    if (known !== undefined) return known;
    const open = new Map(
      [...documents.values()].filter((document) => document.root === root).map(({ file }) => [file.path, file]),
    );
    const made = openProject(repositoryOf(root).workspace(open, gitFacts(root)), settings);
    projects.set(root, made);
    return made;
  }

  function place(uri: string): { readonly root: string; readonly path: string } | undefined {
    if (!uri.startsWith('file:')) return undefined;
    const full = fileURLToPath(uri);
    const root = repositoryRoot(full);
    return { root, path: relative(root, full).split(sep).join('/') };
  }

  return {
    open(uri, text, version) {
      const found = place(uri);
      if (found === undefined) return;
      documents.set(uri, { text, version, file: sourceFile(found.path, text), root: found.root });
      projects.delete(found.root);
    },
    close(uri) {
      const found = documents.get(uri);
      documents.delete(uri);
      if (found === undefined) return;
      repositories.get(found.root)?.changed(found.file.path);
      projects.delete(found.root);
    },
    changed(uri) {
      const found = uri === undefined ? undefined : place(uri);
      if (found === undefined) for (const one of repositories.values()) one.changed();
      else repositories.get(found.root)?.changed(found.path);
      projects.clear();
    },
    configure(next) {
      settings = next;
      projects.clear();
    },
    locate(uri) {
      const found = place(uri);
      return found === undefined || !isLintable(found.path) ? undefined : { project: project(found.root), ...found };
    },
    version: (uri) => documents.get(uri)?.version,
    files: (folder) => {
      const root = repositoryRoot(fileURLToPath(folder));
      return project(root).workspace.workflows.map((path) => pathToFileURL(join(root, path)).href);
    },
    openUris: () => [...documents.keys()],
    uri: (root, path) =>
      [...documents].find(([, document]) => document.root === root && document.file.path === path)?.[0] ??
      pathToFileURL(join(root, path)).href,
  };
}
