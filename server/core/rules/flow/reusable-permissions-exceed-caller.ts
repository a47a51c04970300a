import { rule } from '../../lint/rule';
import type { levelIn } from '../../run/permissions';
import type { JobInstance, WorkflowInstance } from '../../run/run';

/**
 * A called workflow may keep or lower its caller's permissions, never raise them; one that asks for more is rejected before any job
 * starts (docs "Reusing workflow configurations"; failure text F-009).
 */
export const reusablePermissionsExceedCaller = rule({
  id: 'reusable-permissions-exceed-caller',
  summary: 'Called workflow asks for more permissions than its caller has',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'job',
  // Permissions are checked before conditions are: a job that never runs has the whole run rejected too (QwenLM/qwen-code#11532).
  unreached: true,
  failures: ['F-009'],
  check({ job, instances }, { report, undecided }) {
    const { call } = job;
    if (call === undefined) return;
    const missing = new Map<
      string,
      { readonly level: 'read' | 'write'; readonly had: string; readonly by: JobInstance }
    >();
    const scenarios: string[] = [];
    for (const instance of instances) {
      const { callee } = instance;
      if (callee === undefined) continue;
      if ('unread' in callee) {
        undecided(callee.unread);
        continue;
      }
      const found = exceeding(instance, callee);
      if (found.length > 0) scenarios.push(instance.instance.scenarioId);
      for (const one of found) if (!missing.has(one.scope) || one.level === 'write') missing.set(one.scope, one);
    }
    const [first] = missing;
    if (first === undefined) return;
    const asked = [...missing].map(([scope, { level }]) => `${scope}: ${level}`).join(', ');
    const { by } = first[1];
    const block = by.permissions.block;
    report({
      at: call.uses.span,
      message: `the called workflow asks for \`${asked}\`, which this job does not have, so GitHub rejects the run before it starts`,
      related:
        block === undefined ? [] : [{ at: block.span, path: by.job.workflow.file.path, message: 'asked for here' }],
      scenarios,
      fix: {
        title: `Grant this job \`${asked}\``,
        edit: (editor) =>
          editor.grant(job, Object.fromEntries([...missing].map(([scope, { level }]) => [scope, level]))),
      },
    });
  },
});

interface Exceeding {
  readonly scope: string;
  readonly level: 'read' | 'write';
  readonly had: string;
  readonly by: JobInstance;
}

/** Scopes that jobs of the callee, and of what it calls in turn, ask for beyond what the caller certainly has. */
function exceeding(caller: JobInstance, callee: WorkflowInstance): readonly Exceeding[] {
  return callee.jobs.flatMap((job) => {
    const block = job.job.permissions ?? callee.workflow.permissions;
    const own =
      block === undefined
        ? []
        : requested(block).flatMap(([scope, level]): readonly Exceeding[] => {
            const had = caller.permissions.level(scope);
            // Without any block the setting of the caller's repository decides, and well-known projects rely on it.
            if (had === 'unknown' || caller.permissions.block === undefined) return [];
            return had === 'write' || had === level ? [] : [{ scope, level, had, by: job }];
          });
    const deeper =
      job.callee !== undefined && 'jobs' in job.callee && block === undefined ? exceeding(caller, job.callee) : [];
    return [...own, ...deeper];
  });
}

function requested(block: Parameters<typeof levelIn>[0]): readonly (readonly [string, 'read' | 'write'])[] {
  if (block.kind !== 'scopes') return [];
  return [...block.scopes].flatMap(([scope, { level }]) => (level === 'none' ? [] : [[scope, level] as const]));
}
