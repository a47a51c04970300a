import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder in which git keeps what belongs to this checkout alone; in a worktree, `.git` is a file that names it (git docs: gitrepository-layout). */
export function gitFolder(root: string): string {
  const own = join(root, '.git');
  if (statSync(own, { throwIfNoEntry: false })?.isFile() !== true) return own;
  const named = /^gitdir:\s*(.*\S)/.exec(readFileSync(own, 'utf8'))?.[1];
  return named === undefined ? own : resolve(root, named);
}
