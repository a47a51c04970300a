import type { ExprValue } from '../value/value';
import type { Trigger } from '../workflow/model';

/**
 * One way a workflow can start, with what GitHub fixes for it. Ids are the closed list of ARCHITECTURE.md:
 * `push:default-branch`, `push:branch`, `push:tag`, `push:prerelease-tag`, `pull_request:same-repo`, `pull_request:fork`,
 * `pull_request:dependabot`, `pull_request_target:same-repo`, `pull_request_target:fork`, `release:<type>`, `call:unknown`,
 * and otherwise the event's name (`schedule`, `workflow_dispatch`, `workflow_run`, …).
 */
export interface Scenario {
  readonly id: string;
  readonly event: string;
  readonly trigger: Trigger | undefined;
  /** In words that follow "on", e.g. `a push to the default branch`. */
  readonly says: string;
  /** What is fixed of the `github` context, by lower-case dotted path without `github.`: `ref`, `event.pull_request.head.repo.fork` … */
  readonly github: ReadonlyMap<string, ExprValue>;
  /** False where secrets other than GITHUB_TOKEN are empty (publishing.md §B.9). */
  readonly secrets: boolean;
  /**
   * The most GITHUB_TOKEN can do: from forks it reads whatever the file says; in runs of Dependabot it reads unless `permissions` say more
   * (GitHub docs, "Troubleshooting Dependabot on GitHub Actions", "Changing GITHUB_TOKEN permissions").
   */
  readonly ceiling: 'read' | 'read-by-default' | 'write';
}
