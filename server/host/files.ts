import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type SourceFile, sourceFile } from '../core/text/source-file';
import { isActionPath, isWorkflowPath } from '../core/workspace';
import { gitFolder } from './git-folder';
import type { Repository } from './repository';

/** A repository on disk. */
export function repository(root: string): Repository {
  const texts = new Map<string, SourceFile | 'absent' | 'notLoaded'>();
  let listing: readonly string[] | undefined;
  let actions: readonly string[] | undefined;

  function read(path: string): SourceFile | 'absent' | 'notLoaded' {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const full = join(root, path);
    // Nothing outside the repository is ever read, whatever a `uses: ./../x` says.
    const file = inside(root, full) && isFile(full) ? readOrNot(path, full) : 'absent';
    texts.set(path, file);
    return file;
  }

  return {
    root,
    workspace(open, facts) {
      listing ??= workflowPaths(root);
      const workflows = [...new Set([...listing, ...[...open.keys()].filter(isWorkflowPath)])].sort();
      const config = ['.github/plimsoll.yml', '.github/plimsoll.yaml']
        .map((path) => open.get(path) ?? read(path))
        .find((file) => typeof file !== 'string');
      return {
        file: (path) => open.get(path) ?? read(path),
        workflows,
        actions: () => {
          actions ??= lintablePaths(root, root).filter(isActionPath);
          return [...new Set([...actions, ...[...open.keys()].filter(isActionPath)])].sort();
        },
        facts,
        checkout: isCheckout(root),
        config,
      };
    },
    changed(path) {
      listing = undefined;
      if (path === undefined || isActionPath(path)) actions = undefined;
      if (path === undefined) texts.clear();
      else texts.delete(path);
    },
  };
}

/** A sparse checkout leaves files out (git docs: sparse-checkout). */
function isCheckout(root: string): boolean {
  return existsSync(join(root, '.git')) && !existsSync(join(gitFolder(root), 'info', 'sparse-checkout'));
}

/** The nearest folder upwards that holds `.git` or `.github/workflows`; the folder itself when none does. */
export function repositoryRoot(path: string): string {
  const start = resolve(path);
  const from = existsSync(start) && statSync(start).isDirectory() ? start : dirname(start);
  for (let folder = from; ; folder = dirname(folder)) {
    if (isRepository(folder)) return folder;
    if (dirname(folder) === folder) return from;
  }
}

/** Whether a folder is the root of a repository, cloned or only unpacked. */
export function isRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || existsSync(join(folder, '.github', 'workflows'));
}

/** Repository paths of the workflow and action files at or below a folder. */
export function lintablePaths(root: string, folder: string): readonly string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const entry of entriesOf(path)) {
      const full = join(path, entry.name);
      if (entry.isDirectory()) visit(full);
      else {
        const own = relative(root, full).split(sep).join('/');
        // A link counts when it leads to a file.
        if ((isWorkflowPath(own) || isActionPath(own)) && isFile(full)) found.push(own);
      }
    }
  };
  visit(folder);
  return found.sort();
}

/** The outermost folders below one that have workflows of their own, as in a folder of repositories or of examples. */
export function repositoriesBelow(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort()
    .flatMap((path) => (workflowPaths(path).length > 0 ? [path] : repositoriesBelow(path)));
}

/** What a folder holds that may be somebody's own. One that nobody may read, such as a database's, has no workflows; `.github` has to be readable. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(
      ({ name }) => name !== 'node_modules' && name !== '.git',
    );
  } catch (error) {
    if (folder.split(sep).includes('.github')) throw error;
    return [];
  }
}

function workflowPaths(root: string): readonly string[] {
  const folder = join(root, '.github', 'workflows');
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .map((name) => `.github/workflows/${name}`)
    .filter((path) => isWorkflowPath(path) && isFile(join(root, path)))
    .sort();
}

/** A file there is and nobody may read is no reason to give up the others. */
function readOrNot(path: string, full: string): SourceFile | 'notLoaded' {
  try {
    return sourceFile(path, readFileSync(full, 'utf8'));
  } catch {
    return 'notLoaded';
  }
}

/** Links that lead nowhere, or to themselves, are no files. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

function inside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !resolve(path).includes('\0');
}
