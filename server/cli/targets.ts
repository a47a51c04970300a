import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { openProject, type Project } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { isActionPath, isWorkflowPath } from '../core/workspace';
import { lintablePaths, repository, repositoryRoot } from '../host/files';
import { gitFacts } from '../host/git';
import type { Repository } from '../host/repository';
import type { UsageError } from './terminal';

/** Files to look at, with the repository they belong to. */
export interface Target {
  readonly repository: Repository;
  readonly project: Project;
  readonly paths: readonly string[];
  /** How a path is shown and given out: as in the repository, behind the argument where there are several. */
  shown(path: string): string;
}

/** What the PATH arguments of a command mean: a repository, a folder or a file each; the current repository when none is given. */
export function targetsOf(args: readonly string[], cwd: string): readonly Target[] | UsageError {
  const targets: Target[] = [];
  for (const arg of args.length === 0 ? [repositoryRoot(cwd)] : args) {
    const full = resolve(cwd, arg);
    if (!existsSync(full)) return { usage: `there is no file or folder \`${arg}\`` };
    const target = statSync(full).isDirectory() ? folderTarget(full, arg) : fileTarget(full, arg);
    if ('usage' in target) return target;
    // Paths of one repository are its own; of several, each says which it is.
    targets.push(args.length > 1 ? { ...target, shown: (path) => `${arg.replace(/\/$/, '')}/${path}` } : target);
  }
  return targets;
}

function folderTarget(full: string, arg: string): Target | UsageError {
  const root = repositoryRoot(full);
  const paths = lintablePaths(root, full);
  if (paths.length === 0)
    return { usage: `\`${arg}\` holds no workflow (.github/workflows/*.yml) and no action (action.yml)` };
  return target(root, paths);
}

function fileTarget(full: string, arg: string): Target | UsageError {
  if (!/\.ya?ml$/i.test(full)) return { usage: `\`${arg}\` is not a YAML file` };
  const root = repositoryRoot(full);
  const path = relative(root, full).split(sep).join('/');
  if (isWorkflowPath(path) || isActionPath(path)) return target(root, [path]);
  // A workflow kept elsewhere (a template, say) is read as if it stood in .github/workflows.
  const assumed = `.github/workflows/${path.split('/').pop() ?? 'workflow.yml'}`;
  const repo = repository(dirname(full));
  const file = sourceFile(assumed, readFileSync(full, 'utf8'));
  const project = openProject(repo.workspace(new Map([[assumed, file]]), {}));
  return { repository: repo, project, paths: [assumed], shown: () => arg };
}

function target(root: string, paths: readonly string[]): Target {
  const repo = repository(root);
  const project = openProject(repo.workspace(new Map(), gitFacts(root)));
  return { repository: repo, project, paths, shown: (path) => path };
}
