import { type SourceFile, sourceFile } from '../core/text/source-file';
import { isActionPath, isWorkflowPath } from '../core/workspace';
import type { Host } from './host';
import type { Repository } from './repository';

/** A file as the editor reads it; `text` is null where there is none. */
export interface ReadFile {
  readonly path: string;
  readonly text: string | null;
}

/** What the host asks of the editor. Roots are the addresses of workspace folders, without a slash at the end. */
export interface Editor {
  /** Every file below a folder that findings can depend on. */
  all(root: string): Promise<readonly ReadFile[]>;
  /** Some files, by their paths. */
  some(root: string, paths: readonly string[]): Promise<readonly ReadFile[]>;
  /** Something was read, so earlier answers about the folder may have been incomplete. */
  arrived(root: string): void;
}

export interface EditorHost extends Host {
  /** The workspace's folders changed; their files are read again. */
  folders(uris: readonly string[]): void;
}

/**
 * The files of an editor that has no disk, such as VS Code in a browser: asked for once and again when they change. Until they have
 * arrived a file is `notLoaded`, which no rule takes for absent.
 */
export function editorHost(editor: Editor): EditorHost {
  let roots: readonly string[] = [];
  const repositories = new Map<string, Repository>();
  return {
    folders(uris) {
      roots = uris.map((uri) => uri.replace(/\/$/, ''));
      for (const root of repositories.keys()) if (!roots.includes(root)) repositories.delete(root);
    },
    place(uri) {
      const root = roots
        .filter((one) => uri.startsWith(`${one}/`))
        .sort((a, b) => b.length - a.length)
        .at(0);
      const path = root === undefined ? undefined : decoded(uri.slice(root.length + 1));
      return root === undefined || path === undefined ? undefined : { root, path };
    },
    rootOf: (folder) => roots.find((root) => root === folder.replace(/\/$/, '')),
    repository(root) {
      const known = repositories.get(root) ?? editorRepository(root, editor);
      repositories.set(root, known);
      return known;
    },
    facts: () => ({}),
    uri: (root, path) => `${root}/${path.split('/').map(encodeURIComponent).join('/')}`,
  };
}

/** The path behind a folder's address; undefined where it is not coded as an address is. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function editorRepository(root: string, editor: Editor): Repository {
  const texts = new Map<string, SourceFile | 'absent'>();
  let complete = false;

  function keep(files: readonly ReadFile[]): void {
    for (const { path, text } of files) texts.set(path, text === null ? 'absent' : sourceFile(path, text));
    editor.arrived(root);
  }

  // A folder that cannot be read stays unknown; the editor itself tells the user about its file system.
  function readAll(): void {
    void editor.all(root).then(
      (files) => {
        complete = true;
        keep(files);
      },
      () => undefined,
    );
  }

  readAll();
  return {
    root,
    workspace(open, facts) {
      // Everything of these kinds was listed; of other files nobody knows whether they exist.
      const listed = (path: string): boolean => complete && (isWorkflowPath(path) || isActionPath(path));
      const file = (path: string): SourceFile | 'absent' | 'notLoaded' =>
        open.get(path) ?? texts.get(path) ?? (listed(path) ? 'absent' : 'notLoaded');
      const present = (is: (path: string) => boolean): readonly string[] =>
        [...new Set([...texts.keys(), ...open.keys()])].filter((path) => is(path) && file(path) !== 'absent').sort();
      const config = ['.github/plimsoll.yml', '.github/plimsoll.yaml']
        .map(file)
        .find((found) => typeof found !== 'string');
      return {
        file,
        workflows: present(isWorkflowPath),
        actions: () => present(isActionPath),
        facts,
        checkout: false,
        config: typeof config === 'string' ? undefined : config,
      };
    },
    changed(path) {
      if (path === undefined) readAll();
      else void editor.some(root, [path]).then(keep, () => undefined);
    },
  };
}
