import type { BuildEvent } from '../../event/event';
import { type ReportedFix, rule } from '../../lint/rule';
import { shownName } from '../../run/reference';
import { show } from '../../value/text';
import type { Step } from '../../workflow/model';

/** An image pushed by digest has no tag, and BuildKit refuses to push one that has: `can't push tagged ref … by digest` (F-028). */
export const pushByDigestWithTags = rule({
  id: 'push-by-digest-with-tags',
  summary: 'Image is pushed by digest and given a tag',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: ['F-028'],
  check({ events, step, span }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false || event.pushes === false || event.pushByDigest === false) continue;
      const tagged = event.known.filter(({ tag }) => tag !== undefined);
      const [first] = tagged;
      if (first === undefined) {
        if (event.references === undefined) undecided('which names it is given is not known');
        continue;
      }
      if (event.pushByDigest === 'unknown' || event.pushes === 'unknown') {
        undecided('whether it is pushed by digest is not known');
        continue;
      }
      const fix = event.command === undefined ? withoutTags(event, step) : undefined;
      report({
        at: event.tags?.given === true ? event.tags.span : span,
        message: `\`push-by-digest=true\` gives the image no tag, but ${show(first.value)} has one, so the push fails with \`can't push tagged ref by digest\``,
        confidence: event.reached === true ? 'certain' : 'likely',
        related:
          event.exporters === undefined || event.exporters === event.tags
            ? []
            : [{ at: event.exporters.span, message: 'pushed by digest here' }],
        scenarios: [event.job.instance.scenarioId],
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** Where `outputs` names the image, `tags` goes; else it keeps the name alone, as in the documentation's example. */
function withoutTags(event: BuildEvent, step: Step): ReportedFix | undefined {
  const { tags, exporters } = event;
  if (tags === undefined || exporters === undefined || tags === exporters) return undefined;
  if (/(^|,)name=./m.test(show(exporters.value)))
    return { title: 'Remove `tags`', edit: (editor) => editor.removeInput(step, 'tags') };
  const names = [...new Set(event.known.map(shownName))];
  // What an expression gives cannot be cut where it is used.
  if (tags.value.kind !== 'known' || names.some((name) => name.includes('${{'))) return undefined;
  return { title: 'Name the image without a tag', edit: (editor) => editor.setInput(step, 'tags', names.join('\n')) };
}
