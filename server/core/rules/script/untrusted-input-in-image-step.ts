import { untrustedPaths } from '../../expr/untrusted';
import { type ReportedFix, rule } from '../../lint/rule';
import type { StepInstance } from '../../run/run';
import { runnerOs } from '../../run/runner';
import { quotingAt } from '../../shell/quoting';
import type { Span } from '../../text/span';
import { spanIn } from '../../workflow/field';
import type { Step } from '../../workflow/model';

/** `${{ }}` is put into a script before the shell reads it, so what a stranger wrote becomes commands (GitHub docs, "Secure use reference"; F-088). */
export const untrustedInputInImageStep = rule({
  id: 'untrusted-input-in-image-step',
  summary: 'Text that strangers choose becomes part of a script that handles images',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: ['F-088'],
  check({ sites, steps }, { report }) {
    const handling = new Set(
      sites.filter(({ events }) => events.some(({ command }) => command !== undefined)).map(({ step }) => step),
    );
    for (const { step, instances } of steps) {
      const { run } = step;
      if (run === undefined || !handling.has(step)) continue;
      const exposed = instances.filter((one) => one.reached !== false && isOpen(one));
      if (exposed.length === 0) continue;
      for (const segment of run.field.template.segments) {
        if (segment.kind !== 'expression' || segment.expression === undefined) continue;
        const [path] = untrustedPaths(segment.expression);
        if (path === undefined) continue;
        report({
          at: spanIn(run.field, segment.span),
          message: `\`${path}\` is put into this script before the shell reads it, so ${authorOf(path)} can hold commands`,
          confidence: 'certain',
          scenarios: exposed.map(({ job }) => job.instance.scenarioId),
          ...fixFor(step, segment, path, exposed),
        });
      }
    }
  },
});

/** Events whose text comes from outside. On others the same expression is empty, or written by people who can push. */
function isOpen({ job }: StepInstance): boolean {
  const { event } = job.instance.scenario;
  return /^(pull_request|pull_request_target|pull_request_review|pull_request_review_comment|issues|issue_comment|discussion|discussion_comment|workflow_run)$/.test(
    event,
  );
}

function authorOf(path: string): string {
  if (/head_ref|head\.ref|head_branch|label$/.test(path)) return 'the name of a branch';
  return /title/.test(path) ? 'a title' : /message/.test(path) ? 'a commit message' : 'a text somebody wrote';
}

function fixFor(
  step: Step,
  { span, body }: { readonly span: Span; readonly body: string },
  path: string,
  instances: readonly StepInstance[],
): { readonly fix?: ReportedFix } {
  const { run, owner } = step;
  const shell =
    run?.shell?.text ?? step.job?.shell?.text ?? (owner.kind === 'workflow' ? owner.shell?.text : undefined);
  const posix =
    shell === undefined ? instances.every(({ job }) => runnerOs(job) === 'linux') : /^(bash|sh)\b/.test(shell);
  const quoting = run === undefined ? 'other' : quotingAt(run.field.text, span.start);
  if (run === undefined || !posix || quoting === 'single' || quoting === 'other') return {};
  const name = nameOf(path);
  return {
    fix: {
      title: `Pass it as the variable \`${name}\``,
      edit: (editor) =>
        editor.replaceIn(owner, run.field, span, quoting === 'double' ? `\${${name}}` : `"\${${name}}"`) ??
        editor.setEnv(step, name, `\${{ ${body.trim()} }}`),
    },
  };
}

/** `HEAD_REF`, `PULL_REQUEST_TITLE`, `COMMENT_BODY`: the last two words of the path. */
function nameOf(path: string): string {
  const words = path.replace(/^github\.(event\.)?/, '').split('.');
  return words.slice(-2).join('_').toUpperCase();
}
