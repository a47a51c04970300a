import { analyse } from './image/analyse';
import type { Analysis } from './image/analysis';
import { type Config, type Configured, configured, type Settings } from './lint/config';
import type { Finding } from './lint/finding';
import { type Lint, lintFile } from './lint/runner';
import { openEditor } from './remedy/open-editor';
import { allRules } from './rules/index';
import { isActionPath, isConfigPath, isWorkflowPath, type Workspace } from './workspace';

/** A workspace with its configuration read: what every question below is asked of. */
export interface Project {
  readonly workspace: Workspace;
  readonly config: Config;
  /** What is wrong with the configuration file. */
  readonly configProblems: readonly Finding[];
}

/** Reads the configuration; `settings` are the editor's and count more than the file's. */
export function openProject(workspace: Workspace, settings: Settings = {}): Project {
  const { workspace: known, config, problems }: Configured = configured(workspace, allRules, settings);
  return { workspace: known, config, configProblems: problems };
}

/** What the rules say of one workflow or action file; undefined when the workspace does not hold its text. */
export function lint(project: Project, path: string): Lint | undefined {
  const analysis = analysisOf(project, path);
  if (analysis === undefined) return undefined;
  // Editors ask for every file again and again while nothing changes.
  const memos = LINTS.get(project) ?? new WeakMap<Analysis, Lint>();
  LINTS.set(project, memos);
  const found = memos.get(analysis) ?? lintFile(analysis, allRules, project.config, { openEditor });
  memos.set(analysis, found);
  return found;
}

const LINTS = new WeakMap<Project, WeakMap<Analysis, Lint>>();

/** Everything to be said of one file: what the rules find, or what is wrong with the configuration. Empty for files of other kinds. */
export function findingsOf(project: Project, path: string): readonly Finding[] {
  if (isConfigPath(path)) return project.configProblems.filter((finding) => finding.path === path);
  return isRead(path) ? (lint(project, path)?.findings ?? []) : [];
}

export function analysisOf(project: Project, path: string): Analysis | undefined {
  if (isConfigPath(path)) return undefined;
  return analyse(project.workspace, path);
}

/** Whether a path is a file that something can be said of. */
export function isRead(path: string): boolean {
  return isWorkflowPath(path) || isActionPath(path) || isConfigPath(path);
}

export type { Finding, Lint, Settings };
