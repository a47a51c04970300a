import { rule } from '../../lint/rule';
import { newestLike } from '../../remedy/change-uses';

/** actions/attest does what its forerunners did; attest-sbom says so in every run (its action.yml; F-106). */
export const attestActionDeprecated = rule({
  id: 'attest-action-deprecated',
  summary: 'Attestation is made with an action that actions/attest has replaced',
  severity: 'info',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'attest',
  failures: ['F-106'],
  check({ events, step, tool, span }, { analysis, report }) {
    for (const event of events) {
      const { action } = event.step;
      if (event.reached === false || action.kind !== 'catalogued') continue;
      // Attestations of files are somebody else's subject.
      if (event.pushToRegistry !== true && (event.subjectPath !== undefined || analysis.published.length === 0))
        continue;
      const old = tool === 'actions/attest-build-provenance' && action.major !== undefined && action.major <= 3;
      if (tool !== 'actions/attest-sbom' && !old) continue;
      report({
        at: span,
        message: old
          ? `\`${tool}\` v${action.major ?? 3} is the forerunner of \`actions/attest\`, which takes the same inputs`
          : `\`${tool}\` is deprecated; \`actions/attest\` takes the same inputs`,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
        fix: {
          title: 'Use actions/attest',
          edit: (editor) => {
            const newest = newestLike(step, 'actions/attest');
            return typeof newest === 'string' ? editor.setUses(step, newest) : newest;
          },
        },
      });
    }
  },
});
