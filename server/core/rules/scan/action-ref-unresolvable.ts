import { withdrawal } from '../../catalogue/withdrawn';
import { rule } from '../../lint/rule';
import { newestLike } from '../../remedy/change-uses';

/** A job whose action cannot be found never starts: `Unable to resolve action …, unable to find version` (aquasecurity/trivy-action#541; F-077). */
export const actionRefUnresolvable = rule({
  id: 'action-ref-unresolvable',
  summary: 'Action is used at a version that is gone',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-077'],
  check({ step }, { report }) {
    const { uses } = step;
    const match = /^([\w.-]+\/[\w.-]+)@(\S+)$/.exec(uses?.field.text.trim() ?? '');
    const [, action, ref] = match ?? [];
    if (uses === undefined || action === undefined || ref === undefined) return;
    if (isShortened(ref))
      report({
        at: uses.field.span,
        message: `\`${ref}\` is a commit cut short, which GitHub does not look up, so the job cannot start; write all of its 40 digits`,
        severity: 'warning',
        confidence: 'likely',
      });
    const gone = withdrawal(action, ref, uses.comment);
    if (gone === undefined) return;
    const version = gone.kind === 'broken' && /^[0-9a-f]{40}$/.test(ref) ? `${ref.slice(0, 7)}` : ref;
    report({
      at: uses.field.span,
      message:
        gone.kind === 'removed'
          ? `\`${action}@${version}\` does not exist any more, so the job cannot start: ${gone.because}`
          : `\`${action}@${version}\` cannot be loaded, so the job stops: ${gone.because}`,
      severity: gone.certain ? 'error' : 'warning',
      confidence: gone.certain ? 'certain' : 'likely',
      fix: {
        title: 'Use the newest version',
        edit: (editor) => {
          const newest = newestLike(step, action);
          return typeof newest === 'string' ? editor.setUses(step, newest) : newest;
        },
      },
    });
  },
});

/** A tag or branch may have such a name, though nobody gives one (todogroup/repolinter#202). */
function isShortened(ref: string): boolean {
  return /^[0-9a-f]{7,39}$/.test(ref) && /\d/.test(ref) && /[a-f]/.test(ref);
}
