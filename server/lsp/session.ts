import { isRead, openProject, type Project, type Settings } from '../core/index';
import { followedFiles } from '../core/run/call-graph';
import { type SourceFile, sourceFile } from '../core/text/source-file';
import type { Host } from '../host/host';
import type { Repository } from '../host/repository';

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
  /** A file changed where it is kept; undefined means anything may have. */
  changed(uri?: string): void;
  /** Files of a repository were read that were not known before. */
  arrived(root: string): void;
  /** The editor's settings, and those of folders (by address) that have their own. */
  configure(settings: Settings, ofFolders?: ReadonlyMap<string, Settings>): void;
  locate(uri: string): Located | undefined;
  version(uri: string): number | undefined;
  /** The text of an open document. */
  text(uri: string): string | undefined;
  /** The workflows of a folder, the local actions they use and its configuration file, as document addresses. */
  files(folder: string): readonly string[];
  /** The configuration file of a folder's repository, or where it would be; undefined where no file can be read. */
  configuration(folder: string): { readonly uri: string; readonly exists: boolean } | undefined;
  openUris(): readonly string[];
  uri(root: string, path: string): string;
}

interface OpenDocument {
  readonly version: number;
  readonly text: string;
  /** Undefined where the host has no place for it, such as outside every folder that the editor reads. */
  readonly placed: { readonly root: string; readonly file: SourceFile } | undefined;
}

export function session(host: Host): Session {
  const documents = new Map<string, OpenDocument>();
  const repositories = new Map<string, Repository>();
  const projects = new Map<string, Project>();
  let settings: Settings = {};
  let ofRoots: ReadonlyMap<string, Settings> = new Map();

  function repositoryOf(root: string): Repository {
    const known = repositories.get(root) ?? host.repository(root);
    repositories.set(root, known);
    return known;
  }

  function openDocument(uri: string, text: string, version: number): OpenDocument {
    const place = host.place(uri);
    return {
      version,
      text,
      placed: place === undefined ? undefined : { root: place.root, file: sourceFile(place.path, text) },
    };
  }

  /** A folder that was added, or one that has become a repository, moves documents that were open before. */
  function placeAgain(): void {
    for (const [uri, { version, text, placed }] of documents) {
      const place = host.place(uri);
      if (place?.root !== placed?.root || place?.path !== placed?.file.path)
        documents.set(uri, openDocument(uri, text, version));
    }
  }

  // Looked up once: a project is made at every keystroke, and finding a folder's repository asks the disk.
  function byRoot(ofFolders: ReadonlyMap<string, Settings>): ReadonlyMap<string, Settings> {
    const found = new Map<string, Settings>();
    for (const [folder, own] of ofFolders) {
      const root = host.rootOf(folder);
      if (root !== undefined && !found.has(root)) found.set(root, own);
    }
    return found;
  }

  function project(root: string): Project {
    const known = projects.get(root);
    if (known !== undefined) return known;
    const open = new Map(
      [...documents.values()].flatMap(({ placed }) =>
        placed?.root === root ? [[placed.file.path, placed.file] as const] : [],
      ),
    );
    const made = openProject(repositoryOf(root).workspace(open, host.facts(root)), ofRoots.get(root) ?? settings);
    projects.set(root, made);
    return made;
  }

  return {
    open(uri, text, version) {
      const document = openDocument(uri, text, version);
      documents.set(uri, document);
      if (document.placed !== undefined) projects.delete(document.placed.root);
    },
    close(uri) {
      const found = documents.get(uri)?.placed;
      documents.delete(uri);
      if (found === undefined) return;
      repositories.get(found.root)?.changed(found.file.path);
      projects.delete(found.root);
    },
    changed(uri) {
      const found = uri === undefined ? undefined : host.place(uri);
      if (found === undefined) for (const one of repositories.values()) one.changed();
      else repositories.get(found.root)?.changed(found.path);
      placeAgain();
      projects.clear();
    },
    arrived(root) {
      projects.delete(root);
    },
    configure(next, ofFolders = new Map()) {
      settings = next;
      ofRoots = byRoot(ofFolders);
      projects.clear();
    },
    locate(uri) {
      const found = host.place(uri);
      return found === undefined || !isRead(found.path) ? undefined : { project: project(found.root), ...found };
    },
    version: (uri) => documents.get(uri)?.version,
    text: (uri) => documents.get(uri)?.text,
    files: (folder) => {
      const root = host.rootOf(folder);
      if (root === undefined) return [];
      const { workspace } = project(root);
      const { config } = workspace;
      const paths = [...followedFiles(workspace), ...(config === undefined ? [] : [config.path])];
      return paths.map((path) => host.uri(root, path));
    },
    configuration: (folder) => {
      const root = host.rootOf(folder);
      if (root === undefined) return undefined;
      const { config } = project(root).workspace;
      return { uri: host.uri(root, config?.path ?? '.github/plimsoll.yml'), exists: config !== undefined };
    },
    openUris: () => [...documents.keys()],
    uri: (root, path) =>
      [...documents].find(([, { placed }]) => placed?.root === root && placed.file.path === path)?.[0] ??
      host.uri(root, path),
  };
}
