import type { Trigger } from '../workflow/model';

/**
 * What stands for the default branch in templates of workflows alone; in a workflow it is a name like any other, which no branch has
 * (github/docs#5103, actions/starter-workflows#590).
 */
export const PLACEHOLDER = '$default-branch';

/** Whether no branch matches a trigger's filter, since only the placeholder of templates stands in it. */
export function matchesNoBranch({ branches }: Trigger): boolean {
  const names = branches?.patterns.map(({ value }) => value).filter((value) => !value.startsWith('!')) ?? [];
  return names.length > 0 && names.every((name) => name === PLACEHOLDER);
}
