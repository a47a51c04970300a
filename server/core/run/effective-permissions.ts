import type { Permissions } from '../workflow/model';

/** What GITHUB_TOKEN may do in one job of one run (publishing.md §B.2-5). */
export interface EffectivePermissions {
  level(scope: string): 'write' | 'read' | 'none' | 'unknown';
  /** The block that decides, nearest first: the job's, its workflow's, its caller's …; undefined where only the repository's setting does. */
  readonly block: Permissions | undefined;
  /** True where a job block, or else a workflow block of this file, decides (a called workflow without one inherits its caller's). */
  readonly explicit: boolean;
  /** The event's own limit: `read` on pull requests from forks, and on those by Dependabot where no block says more. */
  readonly ceiling: 'read' | 'write';
}
