import type { Scope } from '../expr/scope';
import type { ExprValue } from '../value/value';

/** Variables every runner sets from the `github` context (docs: default environment variables). */
export function defaultVariable(name: string, scope: Scope): ExprValue | undefined {
  if (!name.startsWith('GITHUB_') || name === 'GITHUB_TOKEN' || name === 'GITHUB_OUTPUT' || name === 'GITHUB_ENV')
    return undefined;
  return scope.lookup(['github', name.slice('GITHUB_'.length).toLowerCase()]);
}
