import type { Scenario } from '../scenario/scenario';
import type { Job, Permissions, Workflow } from '../workflow/model';
import type { Facts } from '../workspace';
import type { EffectivePermissions } from './effective-permissions';

/**
 * The job's block, else the workflow's, else the caller's effective permissions, else the repository's setting
 * (docs: workflow-syntax `permissions`; publishing.md §B.2-5). A caller's block is also a ceiling, but a callee that asks for
 * more never starts, and that is said at the caller (`reusable-permissions-exceed-caller`), so `level` leaves it out.
 */
export function effectivePermissions(
  job: Job,
  workflow: Workflow,
  caller: EffectivePermissions | undefined,
  facts: Facts,
  most: Scenario['ceiling'],
): EffectivePermissions {
  const own = job.permissions ?? workflow.permissions;
  const block = own ?? caller?.block;
  const ceiling = most !== 'read-by-default' ? most : block === undefined ? 'read' : 'write';
  if (own !== undefined) return { block: own, explicit: true, ceiling, level: (scope) => levelIn(own, scope) };
  if (caller !== undefined) return { block, explicit: false, ceiling, level: caller.level };
  return { block: undefined, explicit: false, ceiling, level: (scope) => defaultLevel(scope, facts) };
}

export function levelIn(block: Permissions, scope: string): 'write' | 'read' | 'none' | 'unknown' {
  switch (block.kind) {
    case 'write-all':
      return 'write';
    case 'read-all':
      return scope === 'id-token' ? 'none' : 'read';
    case 'scopes':
      return block.scopes.get(scope)?.level ?? 'none';
    case 'invalid':
      return 'unknown';
  }
}

/** No default grants `id-token` (publishing.md §B.3); of the rest a setting decides between restricted and permissive. */
function defaultLevel(scope: string, facts: Facts): 'write' | 'read' | 'none' | 'unknown' {
  if (scope === 'id-token') return 'none';
  if (facts.token === 'permissive') return 'write';
  if (facts.token === 'restricted') return scope === 'contents' || scope === 'packages' ? 'read' : 'none';
  return 'unknown';
}
