import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { openProject, type Project } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { isActionPath, isConfigPath, isWorkflowPath } from '../core/workspace';
import { isRepository, lintablePaths, repositoriesBelow, repository, repositoryRoot } from '../host/files';
import { gitFacts } from '../host/git';
import type { Repository } from '../host/repository';
import type { UsageError } from './terminal';

/** Files to look at, with the repository they belong to. */
export interface Target {
  readonly repository: Repository;
  readonly project: Project;
  readonly paths: readonly string[];
  /** How a path of the repository is given out: as it is, or, where there are several repositories, so that it says which. */
  shown(path: string): string;
  /** Where the file with a path lies on disk. */
  full(path: string): string;
}

/** What the PATH arguments of a command mean: a repository, a folder or a file each; the current repository when none is given. */
export function targetsOf(args: readonly string[], cwd: string): readonly Target[] | UsageError {
  const paths = new Map<string, Set<string>>();
  const styles = new Map<string, boolean>();
  const templates: Target[] = [];
  for (const arg of args.length === 0 ? [repositoryRoot(cwd)] : args) {
    const full = resolve(cwd, arg);
    if (arg === '' || !existsSync(full)) return { usage: `there is no file or folder \`${arg}\`` };
    const found = statSync(full).isDirectory() ? pathsOfFolder(full, arg) : pathOfFile(full, arg);
    if ('usage' in found) return found;
    if ('project' in found) {
      templates.push(found);
      continue;
    }
    for (const { root, paths: own } of found) {
      paths.set(root, new Set([...(paths.get(root) ?? []), ...own]));
      styles.set(root, styles.get(root) ?? isAbsolute(arg));
    }
  }
  const several = paths.size + templates.length > 1;
  const targets = [...paths].map(([root, own]): Target => {
    const repo = repository(root);
    const prefix = styles.get(root) === true ? root : relative(cwd, root);
    return {
      repository: repo,
      project: openProject(repo.workspace(new Map(), gitFacts(root))),
      paths: [...own].sort(),
      shown: (path) => (several ? join(prefix, path).split(sep).join('/') : path),
      full: (path) => join(root, path),
    };
  });
  return [...targets, ...templates];
}

interface Found {
  readonly root: string;
  readonly paths: readonly string[];
}

/** What a folder holds of its repository; where that is nothing, or it is in none, the repositories below it. */
function pathsOfFolder(full: string, arg: string): readonly Found[] | UsageError {
  const root = repositoryRoot(full);
  const paths = lintablePaths(root, full);
  if (paths.length > 0 && isRepository(root)) return [{ root, paths }];
  const below = repositoriesBelow(full).map((own) => ({ root: own, paths: lintablePaths(own, own) }));
  if (below.length > 0) return below;
  return paths.length > 0
    ? [{ root, paths }]
    : { usage: `\`${arg}\` holds no workflow (.github/workflows/*.yml) and no action (action.yml)` };
}

function pathOfFile(full: string, arg: string): readonly Found[] | Target | UsageError {
  if (!/\.ya?ml$/i.test(full)) return { usage: `\`${arg}\` is not a YAML file` };
  const root = repositoryRoot(full);
  const path = relative(root, full).split(sep).join('/');
  if (isWorkflowPath(path) || isActionPath(path) || isConfigPath(path)) return [{ root, paths: [path] }];
  // A workflow kept elsewhere (a template, say) is read as if it stood in .github/workflows.
  const assumed = `.github/workflows/${path.split('/').pop() ?? 'workflow.yml'}`;
  const folder = dirname(full);
  const repo = repository(folder);
  const file = sourceFile(assumed, readFileSync(full, 'utf8'));
  return {
    repository: repo,
    project: openProject(repo.workspace(new Map([[assumed, file]]), {})),
    paths: [assumed],
    shown: (other) => (other === assumed ? arg : join(dirname(arg), other).split(sep).join('/')),
    full: (other) => (other === assumed ? full : join(folder, other)),
  };
}
