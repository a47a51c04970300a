import { inputField, metadataResult } from '../../image/metadata';
import { parts } from '../../value/text';
import { rule } from '../../lint/rule';
import { spanIn } from '../../workflow/field';
import { fieldNamed } from '../../workflow/field';

/**
 * `{{branch}}` is empty on tags and pull requests, `{{tag}}` on everything but tags; as a prefix it leaves a tag that begins with `-`,
 * which no registry takes (docker/metadata-action README and src/meta.ts; F-024).
 */
export const refTemplateEmpty = rule({
  id: 'ref-template-empty',
  summary: 'Tag template is empty on some events, which gives an invalid tag',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-024'],
  check({ step, instances }, { report, undecided }) {
    const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'tags')?.field;
    if (field === undefined) return;
    for (const instance of instances) {
      if (instance.reached === false || instance.action.kind !== 'catalogued' || !instance.action.entry.effects.some(({ kind }) => kind === 'metadata')) continue;
      const result = metadataResult(instance);
      if (result === undefined || inputField(instance, 'tags') === undefined) {
        undecided('the tags are not known');
        continue;
      }
      for (const { entry, applies, tag, empty } of result.entries) {
        const [template] = empty;
        if (applies !== true || template === undefined || entry.range === undefined) continue;
        const [start] = tag === undefined ? [] : parts(tag);
        const invalid = tag !== undefined && (start === undefined || (typeof start === 'string' && /^[-.]/.test(start)));
        const line = field.text.slice(entry.range.start, entry.range.end);
        report({
          at: spanIn(field, entry.range),
          message: `\`${template}\` is empty on ${instance.job.instance.scenario.says}, so ${invalid ? `the tag ${typeof start === 'string' ? `begins with \`${start[0]}\`` : 'is empty'} and the push fails` : 'the tag loses that part'}`,
          severity: invalid ? 'error' : 'warning',
          confidence: instance.reached === true ? 'certain' : 'likely',
          scenarios: [instance.job.instance.scenarioId],
          ...(line.includes('enable=') ? {} : { fix: { title: 'Make this tag only where it is not empty', edit: (editor) => editor.replaceIn(step.owner, field, { start: entry.range?.end ?? 0, end: entry.range?.end ?? 0 }, `,enable=\${{ startsWith(github.ref, '${template.includes('tag') ? 'refs/tags/' : 'refs/heads/'}') }}`) } }),
        });
      }
    }
  },
});
