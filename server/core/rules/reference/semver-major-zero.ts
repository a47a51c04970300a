import { publishesInRun } from '../../image/stake';
import { rule } from '../../lint/rule';
import { inputField } from '../../run/metadata-inputs';
import { scenarioTags, tagsTaken } from '../../run/metadata-scenarios';
import type { StepInstance } from '../../run/run';
import { show } from '../../value/text';
import { spanIn } from '../../workflow/field';

/** Versions below 1.0 may differ in anything, so a tag for all of them promises what nobody keeps (semver.org, item 4; docker/metadata-action README; F-049). */
export const semverMajorZero = rule({
  id: 'semver-major-zero',
  summary: 'The tag for a major version is `0` for all versions below 1.0',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-049'],
  check({ step, instances }, { report, undecided }) {
    for (const { instance, result, scenario } of scenarioTags(instances)) {
      if (!/^(push:tag|release:)/.test(instance.job.instance.scenario.id)) continue;
      if (result === undefined) {
        undecided('the tags are not known');
        continue;
      }
      const field = inputField(instance, 'tags');
      if (field === undefined || !startsAtZero(instance) || !tagsTaken(instance) || !publishesInRun(instance.job))
        continue;
      for (const { entry, applies } of result.entries) {
        const pattern = entry.attributes.get('pattern');
        if (entry.type !== 'semver' || pattern === undefined || applies === false || entry.range === undefined)
          continue;
        if (!/^v?\{\{\s*major\s*\}\}$/.test(show(pattern).trim()) || entry.attributes.has('enable')) continue;
        const { end } = entry.range;
        report({
          at: spanIn(field, entry.range),
          message: `\`${show(pattern).trim()}\` gives \`0\` for every version below 1.0, and those need not go together`,
          confidence: 'likely',
          scenarios: [scenario],
          fix: {
            title: 'Leave it out below 1.0',
            edit: (editor) =>
              editor.replaceIn(
                step.owner,
                field,
                { start: end, end },
                `,enable=\${{ !startsWith(github.ref, 'refs/tags/${prefixOf(instance)}0.') }}`,
              ),
          },
        });
      }
    }
  },
});

/** Whether tags of versions below 1.0 start the run: not where the patterns of the trigger ask for another major. */
function startsAtZero(instance: StepInstance): boolean {
  return patternsOf(instance)?.every((pattern) => /^v?(\[?[1-9])/.test(pattern)) !== true;
}

function prefixOf(instance: StepInstance): string {
  return patternsOf(instance)?.every((pattern) => /^[\d[*]/.test(pattern)) === true ? '' : 'v';
}

function patternsOf({ job }: StepInstance): readonly string[] | undefined {
  return job.instance.scenario.trigger?.tags?.patterns.map(({ value }) => value);
}
