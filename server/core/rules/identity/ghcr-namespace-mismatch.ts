import { loginsBefore } from '../../image/in-job';
import { publishes } from '../../image/published';
import { type ReportedFix, rule } from '../../lint/rule';
import { type Reference, shownName } from '../../run/reference';
import { escapePattern } from '../../text/escape-pattern';
import { parts } from '../../value/text';
import { fieldNamed } from '../../workflow/field';
import type { Step } from '../../workflow/model';

/**
 * GITHUB_TOKEN writes packages of its own repository's owner only (docs "Working with the Container registry"; publishing.md §B.12,
 * F-001). A literal owner in front of the image that is another one gets `denied: permission_denied`.
 */
export const ghcrNamespaceMismatch = rule({
  id: 'ghcr-namespace-mismatch',
  summary: 'GITHUB_TOKEN is to push to the packages of another owner',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'publish',
  failures: ['F-001'],
  check({ events, step, span }, { analysis, report, undecided }) {
    const { repository } = analysis.workspace.facts;
    const [owner] = repository?.split('/') ?? [];
    for (const event of events) {
      if (!publishes(event)) continue;
      const found = event.known.flatMap((reference) => {
        const written = ownerOf(reference);
        return written === undefined ? [] : [{ reference, written }];
      });
      if (found.length === 0) continue;
      if (owner === undefined) {
        undecided('whose repository this is is not known');
        continue;
      }
      const other = found.find(({ written }) => written.toLowerCase() !== owner.toLowerCase());
      if (other === undefined) continue;
      const logins = loginsBefore(event).filter(({ hosts }) => hosts === undefined || hosts.includes('ghcr.io'));
      const last = logins[logins.length - 1];
      if (last === undefined || logins.some(({ credential }) => credential !== 'github-token')) {
        if (last !== undefined) undecided('which token is used for ghcr.io is not known');
        continue;
      }
      // A guard that names the other owner says that this is a copy of its repository.
      if (namesOwner(analysis.file.text, other.written)) continue;
      const fix = ownOwner(step, other.written, owner);
      report({
        at: (event.kind === 'build' ? event.tags?.span : undefined) ?? span,
        message: `${shownName(other.reference)} belongs to \`${other.written}\`, and GITHUB_TOKEN of \`${repository}\` writes only packages of \`${owner}\`, so the push is denied`,
        confidence: 'likely',
        related:
          last.step.step.owner === step.owner ? [{ at: last.span, message: 'logged in with GITHUB_TOKEN here' }] : [],
        scenarios: [event.job.instance.scenarioId],
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** The owner written in `ghcr.io/owner/…`; undefined where it is computed or the image is elsewhere. */
function ownerOf({ registry, name }: Reference): string | undefined {
  if (registry !== 'ghcr.io') return undefined;
  const [head] = parts(name);
  return typeof head === 'string' ? /^ghcr\.io\/([^/]+)\//.exec(head)?.[1] : undefined;
}

function namesOwner(text: string, owner: string): boolean {
  const name = escapePattern(owner);
  return new RegExp(`github\\.(repository|repository_owner)\\s*[!=]=\\s*'${name}['/]`, 'i').test(text);
}

/** `${{ github.repository_owner }}` in the place of the written one, once, where that has no capitals. */
function ownOwner(step: Step, written: string, owner: string): ReportedFix | undefined {
  const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'tags')?.field;
  const text = `ghcr.io/${written}/`;
  if (field === undefined || /[A-Z]/.test(owner) || !field.text.includes(text)) return undefined;
  const changes = [...field.text.matchAll(new RegExp(`ghcr\\.io/${written}/`, 'g'))].map(({ index }) => ({
    range: { start: index + 'ghcr.io/'.length, end: index + 'ghcr.io/'.length + written.length },
    text: '${{ github.repository_owner }}',
  }));
  return {
    title: 'Push to the packages of this repository’s owner',
    edit: (editor) => editor.replaceAllIn(step.owner, field, changes),
  };
}
