import type { JobSite } from '../../image/analysis';
import { JUDGED_SCOPES, type JudgedScope, type ScopeUse, scopeUse } from '../../image/scope-use';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import { explained } from '../../remedy/explained';
import { inheriting } from '../../remedy/narrow';
import type { PermissionEntry, Permissions } from '../../workflow/model';

/** A scope that nothing in a job uses only serves whoever gets into it (docs "Secure use", least privilege). */
export const permissionsUnusedWrite = rule({
  id: 'permissions-unused-write',
  summary: 'Job may write with a scope that nothing in it uses',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: [],
  check(site, context) {
    const { job } = site;
    if (job.permissions !== undefined) checkBlock(site, job.permissions, context);
    else if (job.workflow.permissions !== undefined && inheriting(job.workflow).length === 1)
      // With several jobs it is `permissions-too-broad` that judges the workflow's block.
      checkBlock(site, job.workflow.permissions, context);
  },
});

function checkBlock({ job, instances }: JobSite, block: Permissions, { analysis, report, undecided }: Context): void {
  for (const scope of JUDGED_SCOPES) {
    const entry = block.scopes.get(scope);
    if (entry?.level !== 'write') continue;
    const use = scopeUse(analysis, job, instances, scope);
    if (use === 'unknown') undecided(`what job \`${job.id}\` does with its token is not known`);
    if (use !== 'unused' && use !== 'read') continue;
    report({
      at: entry.entry.span,
      message:
        use === 'read'
          ? `job \`${job.id}\` only pulls from ghcr.io, for which \`${scope}: read\` is enough`
          : `nothing in job \`${job.id}\` uses \`${scope}: write\``,
      confidence: 'likely',
      scenarios: instances.filter(({ reached }) => reached !== false).map(({ instance }) => instance.scenarioId),
      fix: lowered({ job, instances }, block, scope, entry, use),
    });
  }
}

/** Reading the repository is nearly always needed; every other scope goes where it is not read with. */
function lowered(
  { job }: JobSite,
  block: Permissions,
  scope: JudgedScope,
  { entry }: PermissionEntry,
  use: ScopeUse,
): ReportedFix {
  const { value } = entry;
  if ((scope === 'contents' || use === 'read') && value !== undefined)
    return {
      title: `Lower it to \`${scope}: read\``,
      edit: (editor) => explained(job.workflow, entry.span) ?? editor.replaceSpan(job.workflow, value.span, 'read'),
    };
  return {
    title: `Remove \`${scope}: write\``,
    edit: (editor) => (block === job.permissions ? editor.revoke(job, scope) : editor.narrow(job.workflow, [scope])),
  };
}
