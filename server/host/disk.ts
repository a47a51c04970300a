import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { repository, repositoryRoot } from './files';
import { gitFacts } from './git';
import type { Host } from './host';

/** The files of this machine. Roots are paths. */
export const disk: Host = {
  place(uri) {
    if (!uri.startsWith('file:')) return undefined;
    const full = fileURLToPath(uri);
    const root = repositoryRoot(full);
    return { root, path: relative(root, full).split(sep).join('/') };
  },
  rootOf: (folder) => (folder.startsWith('file:') ? repositoryRoot(fileURLToPath(folder)) : undefined),
  repository,
  facts: gitFacts,
  uri: (root, path) => pathToFileURL(join(root, path)).href,
};
