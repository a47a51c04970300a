import type { SourceFile } from '../core/text/source-file';
import type { Facts, Workspace } from '../core/workspace';

/** One repository's files, read when asked. Texts given in `open` count more than those that were read. */
export interface Repository {
  readonly root: string;
  workspace(open: ReadonlyMap<string, SourceFile>, facts: Facts): Workspace;
  /** Forgets what was read of a path, or of all. */
  changed(path?: string): void;
}
