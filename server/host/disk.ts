import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { repository, repositoryRoot } from './files';
import { gitFacts } from './git';
import type { Host } from './host';

/** The files of this machine. Roots are paths. */
export const disk: Host = {
  place(uri) {
    const full = pathOf(uri);
    if (full === undefined) return undefined;
    const root = repositoryRoot(full);
    return { root, path: relative(root, full).split(sep).join('/') };
  },
  rootOf(folder) {
    const full = pathOf(folder);
    return full === undefined ? undefined : repositoryRoot(full);
  },
  repository,
  facts: gitFacts,
  uri: (root, path) => pathToFileURL(join(root, path)).href,
};

/** The path an address stands for; undefined for other kinds of addresses, and for those that name no file here (a host, a coded slash). */
function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
