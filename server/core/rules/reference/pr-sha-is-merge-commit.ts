import { publishesInRun } from '../../image/stake';
import { rule } from '../../lint/rule';
import { inputField } from '../../run/metadata-inputs';
import { scenarioTags, tagsTaken } from '../../run/metadata-scenarios';
import { spanIn } from '../../workflow/field';

/** On a pull request GITHUB_SHA is a merge that GitHub makes for the run and nobody finds again (docs "Events that trigger workflows"; docker/metadata-action#414; F-051). */
export const prShaIsMergeCommit = rule({
  id: 'pr-sha-is-merge-commit',
  summary: 'Image of a pull request is tagged with a commit that is not in the branch',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-051'],
  check({ step, instances }, { report, undecided }) {
    for (const { instance, result, scenario } of scenarioTags(instances)) {
      if (instance.job.instance.scenario.event !== 'pull_request') continue;
      if (result === undefined) {
        undecided('the tags are not known');
        continue;
      }
      if (instance.variable('DOCKER_METADATA_PR_HEAD_SHA') !== undefined) continue;
      const field = inputField(instance, 'tags');
      if (field === undefined || !tagsTaken(instance) || !publishesInRun(instance.job)) continue;
      for (const { entry, applies } of result.entries) {
        if (entry.type !== 'sha' || applies !== true || entry.range === undefined) continue;
        report({
          at: spanIn(field, entry.range),
          message:
            'on a pull request this is the commit GitHub merges for the run, which is not in the branch and cannot be found later',
          confidence: 'likely',
          scenarios: [scenario],
          fix: {
            title: 'Tag it with the last commit of the branch',
            edit: (editor) => editor.setEnv(step, 'DOCKER_METADATA_PR_HEAD_SHA', 'true'),
          },
        });
      }
    }
  },
});
