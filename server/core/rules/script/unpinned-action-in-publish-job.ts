import { lookupAction, styleOf } from '../../catalogue/catalogue';
import { PUBLISHING_SCOPES, publishesIn, stakeOf } from '../../image/stake';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import type { Step } from '../../workflow/model';

/** A tag or branch is whatever its owner, or who got hold of the account, makes of it; a commit stays (GitHub docs, "Secure use reference"; F-078). */
export const unpinnedActionInPublishJob = rule({
  id: 'unpinned-action-in-publish-job',
  summary: 'Job that can publish uses an action by a name that can move',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: ['F-078'],
  check({ job, instances }, context) {
    const { analysis } = context;
    const exposed = instances.filter(
      (one) => one.reached !== false && publishesIn(one) && stakeOf(one, PUBLISHING_SCOPES) !== undefined,
    );
    const [first] = exposed;
    if (first === undefined) return;
    const stake = stakeOf(first, PUBLISHING_SCOPES) ?? '';
    const scenarios = exposed.map(({ instance }) => instance.scenarioId);
    const owner = analysis.workspace.facts.repository?.split('/')[0]?.toLowerCase();
    const used = job.steps.flatMap((step) => usedBy(step, owner) ?? []);
    for (const one of used.filter(({ kind }) => kind === 'branch')) reportBranch(one, stake, scenarios, context);
    reportTags(
      used.filter(({ kind }) => kind === 'tag'),
      stake,
      scenarios,
      context,
    );
  },
});

interface Used {
  readonly step: Step;
  readonly action: string;
  readonly ref: string;
  readonly kind: 'branch' | 'tag';
}

/** GitHub's own: whoever runs there trusts GitHub already. */
const TRUSTED: ReadonlySet<string> = new Set(['actions', 'github']);
const BRANCHES: ReadonlySet<string> = new Set(['master', 'main', 'latest', 'develop', 'head', 'trunk']);

function usedBy(step: Step, own: string | undefined): Used | undefined {
  const match = /^([\w.-]+)\/([\w.-]+(?:\/[\w./-]+)?)@(\S+)$/.exec(step.uses?.field.text.trim() ?? '');
  const [, owner = '', path = '', ref = ''] = match ?? [];
  if (match === null || owner.toLowerCase() === own || styleOf(ref) === 'sha' || ref.includes('${{')) return undefined;
  const action = `${owner}/${path}`;
  // This action takes the name of a toolchain for its version (its README).
  if (action.toLowerCase() === 'dtolnay/rust-toolchain') return undefined;
  // The generator finds its release by the tag it is called with (slsa-github-generator README, "Referencing the SLSA generator").
  if (action.toLowerCase().startsWith('slsa-framework/slsa-github-generator/')) return undefined;
  if (BRANCHES.has(ref.toLowerCase())) return { step, action, ref, kind: 'branch' };
  if (TRUSTED.has(owner.toLowerCase())) return undefined;
  return { step, action, ref, kind: 'tag' };
}

function reportBranch(
  { step, action, ref }: Used,
  stake: string,
  scenarios: readonly string[],
  { report }: Context,
): void {
  const pinned = pinnedText({ step, action, ref, kind: 'branch' });
  report({
    at: step.uses?.field.span ?? step.node.span,
    message: `\`${action}@${ref}\` is whatever that name stands for when the job runs, and it has ${stake}`,
    confidence: 'certain',
    scenarios,
    ...(pinned === undefined
      ? {}
      : { fix: { title: 'Pin the newest release', edit: (editor) => editor.setUses(step, pinned) } }),
  });
}

/** One hint for the whole job: pinning is done for all or not at all, and other tools count them one by one. */
function reportTags(used: readonly Used[], stake: string, scenarios: readonly string[], { report }: Context): void {
  const [first, ...others] = used;
  if (first === undefined) return;
  const and =
    others.length === 0 ? '' : ` and ${others.length} more action${others.length === 1 ? '' : 's'} of this job`;
  report({
    at: first.step.uses?.field.span ?? first.step.node.span,
    message: `\`${first.action}@${first.ref}\`${and} can become other code behind ${others.length === 0 ? 'its tag' : 'their tags'}, and would have ${stake}`,
    severity: 'hint',
    confidence: 'certain',
    related: others.map(({ step }) => ({ at: step.uses?.field.span ?? step.node.span, message: 'this one too' })),
    scenarios,
    ...fixAll(used),
  });
}

function fixAll(used: readonly Used[]): { readonly fix?: ReportedFix } {
  const pins = used.map((one) => ({ step: one.step, text: pinnedText(one) }));
  if (pins.some(({ text }) => text === undefined)) return {};
  return {
    fix: {
      title: used.length === 1 ? 'Pin it by commit' : 'Pin them by commit',
      edit: (editor) => {
        for (const { step, text } of pins) {
          const refusal = text === undefined ? undefined : editor.setUses(step, text);
          if (refusal !== undefined) return refusal;
        }
        return undefined;
      },
    },
  };
}

/**
 * The commit of the newest release that the tag a step asks for stands for, or of all for a branch. Undefined where no commit is known: another
 * release than the one that is asked for would be an upgrade nobody has asked for.
 */
function pinnedText({ step, ref, kind }: Used): string | undefined {
  const found = lookupAction(step.uses?.field.text ?? '', step.uses?.comment);
  const release = found?.entry.versions.find(
    ({ version, commit }) =>
      commit !== undefined && (kind === 'branch' || version === ref || version.startsWith(`${ref}.`)),
  );
  return found === undefined || release?.commit === undefined
    ? undefined
    : `${found.entry.action}@${release.commit} # ${release.version}`;
}
