import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../core/workspace';

/**
 * What the repository's git folder says without running git: the name on GitHub from the `origin` remote, and the default branch
 * where `refs/remotes/origin/HEAD` is recorded. A fork's remote names the fork, which is why rules never let it refute a guard.
 */
export function gitFacts(root: string): Facts {
  const config = read(join(root, '.git', 'config'));
  const url = /\[remote "origin"\][^[]*?^\s*url\s*=\s*(\S+)/m.exec(config ?? '')?.[1];
  const repository = GITHUB.exec(url ?? '')?.[1];
  const defaultBranch = /refs\/remotes\/origin\/(\S+)/.exec(
    read(join(root, '.git', 'refs', 'remotes', 'origin', 'HEAD')) ?? '',
  )?.[1];
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
  };
}

/** `https://github.com/…`, `ssh://git@github.com/…` and `git@github.com:…`; the host must be GitHub’s own. */
const GITHUB = /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?(?:www\.)?github\.com(?::\d+\/|[:/])([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;

/** A git folder that somebody else owns and closes says nothing; the workflows beside it can be read all the same. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
