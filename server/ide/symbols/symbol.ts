import { actionFiles } from '../../core/run/call-graph';
import { localPath } from '../../core/run/local-path';
import type { Span } from '../../core/text/span';
import type { Job, Step } from '../../core/workflow/model';
import { isActionPath } from '../../core/workspace';

/**
 * Something in workflows, actions and the files of their builds that has a name: two symbols are the same when all three are equal. GitHub compares all of these
 * names without case.
 */
export interface NamedSymbol {
  readonly kind: SymbolKind;
  /** What holds the name: a file, a job of it or a step, see the functions below. A secret of the repository's settings has none. */
  readonly scope: string;
  /** In lower case. A file has no name besides its scope. */
  readonly name: string;
}

/**
 * `input`, `secret` and `output` are those of a reusable workflow or an action; `file` is the workflow or action itself. A `stage` is one
 * of a Dockerfile, a `bakeTarget` a target or group of a bake file, a `service` one of a compose file.
 */
export type SymbolKind =
  | 'step'
  | 'stepOutput'
  | 'job'
  | 'jobOutput'
  | 'input'
  | 'secret'
  | 'output'
  | 'file'
  | 'stage'
  | 'bakeTarget'
  | 'service';

/** A place where a symbol's name stands. */
export interface Occurrence {
  readonly symbol: NamedSymbol;
  readonly path: string;
  /** The name alone, without quotes. */
  readonly span: Span;
  readonly declares: boolean;
  /** Why the name cannot be replaced at this place by itself. */
  readonly fixed?: string;
}

/** A place that may mean a symbol without naming it, or needs its name to stay. Without a scope or name it is about all. */
export interface Obstacle {
  readonly kind: SymbolKind;
  readonly scope?: string;
  /** In lower case. */
  readonly name?: string;
  readonly path: string;
  readonly span: Span;
  /** Why the name has to stay. */
  readonly reason: string;
}

export function named(kind: SymbolKind, scope: string, name: string): NamedSymbol {
  return { kind, scope, name: name.toLowerCase() };
}

export function isSame(a: NamedSymbol, b: NamedSymbol): boolean {
  return a.kind === b.kind && a.scope === b.scope && a.name === b.name;
}

/** A workflow by its path; an action by its folder, as `uses:` does not tell which of two names its file has. */
export function fileScope(path: string): string {
  return isActionPath(path) ? path.replace(/\.yaml$/, '.yml') : path;
}

export function jobScope(job: Job): string {
  return scopeOfJob(job.workflow.file.path, job.id);
}

export function scopeOfJob(path: string, id: string): string {
  return `${path}#${id.toLowerCase()}`;
}

/** The scope of the ids of a job's steps, or of a composite action's. */
export function stepsScope(step: Step): string {
  return step.job === undefined ? `${fileScope(step.owner.file.path)}#` : jobScope(step.job);
}

/** The scope of what a step outputs, by its id among the steps of the job or action. */
export function outputsScope(step: Step, id: string): string {
  return `${stepsScope(step)}/${id.toLowerCase()}`;
}

/** The workflow of this repository that a job calls. */
export function calledScope(job: Job): string | undefined {
  return job.call === undefined ? undefined : localPath(job.call.uses.text);
}

/** The action of this repository that a step uses. */
export function usedScope(step: Step): string | undefined {
  const folder = step.uses === undefined ? undefined : localPath(step.uses.field.text);
  return folder === undefined ? undefined : actionFiles(folder)[0];
}

/** A file of a repository that is named by `owner/name`, which may be this one. */
export function pinnedScope(repository: string, path: string): string {
  return `${repository.toLowerCase()}:${path}`;
}
