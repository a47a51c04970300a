import type { Scope } from '../expr/scope';
import { type ExprValue, known } from '../value/value';

/**
 * Variables every runner sets: from the contexts `github` and `runner`, and two that say where a program runs (docs.github.com, "Variables reference":
 * `CI` and `GITHUB_ACTIONS` are always set to true, and of the two `CI` can be overwritten). `kept` tells whether no step before may have
 * set a variable in a way that is not read.
 */
export function defaultVariable(name: string, scope: Scope, kept: (name: string) => boolean): ExprValue | undefined {
  if (name === 'GITHUB_ACTIONS' || (name === 'CI' && kept(name))) return known('true');
  if (name === 'RUNNER_OS' || name === 'RUNNER_ARCH')
    return scope.lookup(['runner', name.slice('RUNNER_'.length).toLowerCase()]);
  if (!name.startsWith('GITHUB_') || name === 'GITHUB_TOKEN' || name === 'GITHUB_OUTPUT' || name === 'GITHUB_ENV')
    return undefined;
  return scope.lookup(['github', name.slice('GITHUB_'.length).toLowerCase()]);
}
