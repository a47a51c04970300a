import type { SourceFile } from './text/source-file';

/**
 * The repository at one moment: which files there are and the texts of those that were read. Immutable; a change makes a new one.
 */
export interface Workspace {
  /** A file's text, `absent` when a complete listing does not have it, `notLoaded` when nobody knows or it was not read yet. */
  file(path: string): SourceFile | 'absent' | 'notLoaded';
  /** Paths of all workflow files, sorted. */
  readonly workflows: readonly string[];
  /** Paths of all action files, used or not. Asked for seldom, as the whole repository is looked through for them. */
  actions(): readonly string[];
  readonly facts: Facts;
  /** Whether every file of the repository is here, as in a git checkout. Elsewhere a file that is not here proves nothing. */
  readonly checkout: boolean;
  /** The text of `.github/plimsoll.yml` where there is one. */
  readonly config: SourceFile | undefined;
}

/** What the outside world knows about the repository; every part may be unknown. */
export interface Facts {
  /** `owner/name` of the upstream repository. */
  readonly repository?: string;
  readonly defaultBranch?: string;
  readonly visibility?: 'public' | 'private';
  /** Default permissions of GITHUB_TOKEN, a repository setting. */
  readonly token?: 'restricted' | 'permissive';
  /** Registry hosts the runners are logged in to without a step. */
  readonly login?: readonly string[];
  /** What scans or signs the published images outside these files, in the user's words. */
  readonly scannedBy?: string;
  readonly signedBy?: string;
}

/** A workspace over texts in memory. `complete` says that no other file exists. */
export function workspaceOf(
  files: readonly SourceFile[],
  options: { readonly complete: boolean; readonly facts?: Facts; readonly exists?: (path: string) => boolean } = {
    complete: false,
  },
): Workspace {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return {
    file: (path) => byPath.get(path) ?? (options.complete && options.exists?.(path) !== true ? 'absent' : 'notLoaded'),
    workflows: [...byPath.keys()].filter(isWorkflowPath).sort(),
    actions: () => [...byPath.keys()].filter(isActionPath).sort(),
    facts: options.facts ?? {},
    checkout: options.complete,
    config: byPath.get('.github/plimsoll.yml') ?? byPath.get('.github/plimsoll.yaml'),
  };
}

/** GitHub reads workflows from this folder only, not from folders below it. */
export function isWorkflowPath(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

export function isActionPath(path: string): boolean {
  return /(^|\/)action\.ya?ml$/.test(path);
}

export function isConfigPath(path: string): boolean {
  return /^\.github\/plimsoll\.ya?ml$/.test(path);
}
