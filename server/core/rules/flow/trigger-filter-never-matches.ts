import { rule } from '../../lint/rule';
import { PLACEHOLDER } from '../../scenario/placeholder';

/**
 * Filters are compared with the name of the branch and with paths from the root of the repository, whole and as they are (docs: "Workflow
 * syntax", filter pattern cheat sheet). What matches nothing starts nothing, without an error.
 */
export const triggerFilterNeverMatches = rule({
  id: 'trigger-filter-never-matches',
  summary: 'Filter of a trigger matches no branch or no file',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: [],
  check({ workflow, workspace, sites }, { report }) {
    if (workflow === undefined || !sites.some(({ kind }) => kind === 'build' || kind === 'push')) return;
    for (const { branches, paths } of workflow.triggers) {
      for (const { value, span } of branches?.patterns ?? []) {
        if (value !== PLACEHOLDER) continue;
        const { defaultBranch } = workspace.facts;
        report({
          at: span,
          message: `\`${PLACEHOLDER}\` stands for the default branch in templates of workflows alone; here it is a name that no branch has, so this filter lets nothing through`,
          confidence: 'certain',
          ...(defaultBranch === undefined
            ? {}
            : {
                fix: {
                  title: `Name the branch \`${defaultBranch}\``,
                  edit: (editor) => editor.replaceSpan(workflow, span, defaultBranch),
                },
              }),
        });
      }
      for (const { value, span } of paths?.patterns ?? []) {
        const meant = meantPath(value);
        if (meant === undefined) continue;
        report({
          at: span,
          message: `\`${value}\` matches no file, ${value.endsWith('/') && !/^\.?\//.test(value) ? 'since a folder is none' : 'since paths begin at the root of the repository and not with a `/` or `./`'}, so a change there starts nothing`,
          confidence: 'certain',
          ...(/^[\w./*-]+$/.test(meant) && !meant.startsWith('*')
            ? {
                fix: {
                  title: `Write \`${meant}\``,
                  edit: (editor) => editor.replaceSpan(workflow, span, meant),
                },
              }
            : {}),
        });
      }
    }
  },
});

/** The pattern that was meant by one that matches nothing (woocommerce/google-listings-and-ads#1540, RackulaLives/Rackula#1924). */
function meantPath(pattern: string): string | undefined {
  if (pattern.startsWith('!')) return undefined;
  const rooted = pattern.replace(/^\.?\/+/, '');
  const whole = rooted.endsWith('/') ? `${rooted}**` : rooted === '' ? '**' : rooted;
  return whole === pattern ? undefined : whole;
}
