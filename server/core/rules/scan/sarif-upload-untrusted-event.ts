import { rule } from '../../lint/rule';
import { matchesFilter } from '../../scenario/filter';
import type { Filter, Trigger } from '../../workflow/model';

/**
 * Runs that Dependabot causes by pushing have a token that only reads, and the upload is refused. On `pull_request` code scanning takes
 * uploads whatever the token (GitHub docs, "Error: 403 Resource not accessible by integration"), so nothing is said there; F-073.
 */
export const sarifUploadUntrustedEvent = rule({
  id: 'sarif-upload-untrusted-event',
  summary: 'SARIF upload runs on pushes by Dependabot, whose token cannot upload',
  severity: 'info',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'upload-sarif',
  failures: ['F-073'],
  check({ events, step, span }, { analysis, report, undecided }) {
    for (const event of events) {
      const { scenario, workflow, scenarioId } = event.job.instance;
      if (event.reached === false || scenario.event !== 'push') continue;
      const root = rootOf(event.job.instance);
      const push = root.workflow.triggers.find((trigger) => trigger.event === 'push');
      if (push === undefined || !takesDependabot(push)) continue;
      const conditions = `${step.condition?.text ?? ''} ${event.job.job.condition?.text ?? ''} ${workflow === root.workflow ? '' : 'dependabot'}`;
      // `permissions` raise the token of Dependabot, says one page of GitHub's docs, and it has read-only scopes, says another.
      if (event.job.permissions.block !== undefined) {
        undecided('whether `permissions` raise the token of Dependabot on a push is not known');
        continue;
      }
      if (/dependabot|github\.(actor|triggering_actor)|default_branch|refs\/heads\/|ref_name/.test(conditions))
        continue;
      const config = ['.github/dependabot.yml', '.github/dependabot.yaml'].map((path) => analysis.workspace.file(path));
      if (config.every((file) => file === 'absent')) continue;
      if (config.every((file) => typeof file === 'string')) undecided('whether Dependabot works here is not known');
      report({
        at: span,
        message:
          'on a push by Dependabot the token can only read, so this upload is refused; take `dependabot/**` out of the branches',
        confidence: config.some((file) => typeof file !== 'string') ? 'likely' : 'possible',
        related: [{ at: push.span, message: 'runs on every branch' }],
        scenarios: [scenarioId],
      });
    }
  },
});

function rootOf<T extends { readonly caller: { readonly instance: T } | undefined }>(instance: T): T {
  let root = instance;
  while (root.caller !== undefined) root = root.caller.instance;
  return root;
}

/** Whether branches of Dependabot (`dependabot/npm_and_yarn/…`) pass the filters of a push. */
function takesDependabot({ branches, branchesIgnore, tags, tagsIgnore }: Trigger): boolean {
  const branch = 'dependabot/npm_and_yarn/lodash-4.17.21';
  if (branches !== undefined) return matchesFilter(patterns(branches), branch);
  if (branchesIgnore !== undefined) return !matchesFilter(patterns(branchesIgnore), branch);
  return tags === undefined && tagsIgnore === undefined;
}

function patterns(filter: Filter): readonly string[] {
  return filter.patterns.map(({ value }) => value);
}
