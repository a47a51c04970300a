import type { Analysis } from '../../image/analysis';
import { rule } from '../../lint/rule';
import { localPath } from '../../run/local-path';
import type { Call, Workflow } from '../../workflow/model';
import { workflowOf } from '../../workflow/workflow';

/**
 * `secrets: inherit` hands all secrets of the caller to the called workflow. GITHUB_TOKEN never needs it: a called workflow has the token of
 * its job (docs "Reusing workflows"; publishing.md §B.7, F-067).
 */
export const secretsInheritUnneeded = rule({
  id: 'secrets-inherit-unneeded',
  summary: '`secrets: inherit` hands over more than the called workflow uses',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'safe',
  each: 'job',
  failures: [],
  check({ job }, { analysis, report, undecided }) {
    const { call } = job;
    if (call?.inheritsSecrets !== true) return;
    const callee = calleeOf(call, analysis);
    if (callee === undefined) {
      undecided(`\`${call.uses.text}\` could not be read`);
      return;
    }
    const used = secretsUsed(callee);
    if (used === undefined) {
      undecided('which secrets the called workflow uses cannot be told');
      return;
    }
    const entry = job.node.entries.find(({ key }) => key.value === 'secrets');
    const declared = new Set(callee.call?.secrets.map(({ name }) => name.toLowerCase()) ?? []);
    if ([...used].some((name) => !declared.has(name.toLowerCase()))) return;
    report({
      at: entry?.span ?? call.uses.span,
      message:
        used.size === 0
          ? 'the called workflow uses no secret but GITHUB_TOKEN, which it has anyway, and this hands it all others'
          : `the called workflow uses only ${[...used].map((name) => `\`${name}\``).join(', ')}, and this hands it all others too`,
      ...(used.size === 0
        ? {
            fix: {
              title: 'Remove `secrets: inherit`',
              edit: (editor) => editor.removeJobKey(job, 'secrets'),
            },
          }
        : {}),
    });
  },
});

function calleeOf(call: Call, { workspace }: Analysis): Workflow | undefined {
  const path = localPath(call.uses.text);
  const file = path === undefined ? 'absent' : workspace.file(path);
  return file === 'absent' || file === 'notLoaded' ? undefined : workflowOf(file);
}

/** Secrets that a workflow names, GITHUB_TOKEN left out; undefined where it uses them by computed names or hands all of them on. */
function secretsUsed({ file, jobs }: Workflow): ReadonlySet<string> | undefined {
  if (jobs.some(({ call }) => call?.inheritsSecrets === true) || /secrets\s*\[|\(\s*secrets\s*\)/.test(file.text))
    return undefined;
  const names = [...file.text.matchAll(/\bsecrets\.([A-Za-z_][\w-]*)/g)].map((match) => match[1] ?? '');
  return new Set(names.filter((name) => name.toUpperCase() !== 'GITHUB_TOKEN'));
}
