import { nearName } from '../../lint/near-name';
import { rule } from '../../lint/rule';
import { isLiteral } from '../../scenario/filter';
import { isSameName } from '../../text/is-same-name';
import { scalarsOf, valueIn } from '../../workflow/field';
import { workflowOf } from '../../workflow/workflow';

/**
 * `workflow_run` names the workflows it waits for by their `name`, or by their path where they have none (docs: "Events that trigger
 * workflows", `workflow_run`). A name that no workflow has starts nothing, without an error.
 */
export const workflowRunUnmatched = rule({
  id: 'workflow-run-unmatched',
  summary: 'Workflow waits for another of a name that none has',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: [],
  check({ workflow, workspace, sites }, { report, undecided }) {
    const trigger = workflow?.triggers.find(({ event }) => event === 'workflow_run');
    if (workflow === undefined || trigger?.node?.kind !== 'map' || sites.length === 0) return;
    const files = workspace.workflows.map((path) => workspace.file(path));
    if (!workspace.checkout || files.some((file) => typeof file === 'string'))
      return undecided('not all workflows of the repository were read');
    const names = files.flatMap((file) => (typeof file === 'string' ? [] : [workflowOf(file).name?.text, file.path]));
    const known = names.filter((name) => name !== undefined);
    const waited = scalarsOf(valueIn(trigger.node, 'workflows'));
    const missing = waited.filter(
      ({ value }) => !known.some((name) => isSameName(name, value) || name.endsWith(`/${value}`)) && isLiteral(value),
    );
    for (const scalar of missing) {
      if (MADE_BY_GITHUB.test(scalar.value)) {
        undecided('GitHub may have a workflow of that name without a file');
        continue;
      }
      const near = nearName(
        scalar.value,
        known.filter((name) => !name.includes('/')),
      );
      report({
        at: scalar.span,
        message: `no workflow of this repository is named \`${scalar.value}\`${near === undefined ? '' : ` (but \`${near}\`)`}, so ${waited.length === missing.length && workflow.triggers.length === 1 ? 'this workflow never starts' : 'its runs start nothing here'}`,
        confidence: 'likely',
        // Other names may need quotes.
        ...(near === undefined || !/^[A-Za-z][\w .-]*$/.test(near)
          ? {}
          : {
              fix: {
                title: `Wait for \`${near}\``,
                edit: (editor) => editor.replaceSpan(workflow, scalar.span, near),
              },
            }),
      });
    }
  },
});

/** Workflows that GitHub runs without a file in the repository: Pages, the default set-up of CodeQL, Dependabot, Copilot. */
const MADE_BY_GITHUB = /^(pages[- ]build|codeql|dependabot|automatic|dependency|copilot)/i;
