import { retiredArtifactAction } from '../../catalogue/withdrawn';
import { rule } from '../../lint/rule';

/**
 * GitHub refuses to start jobs that use the artifact actions before v4: `This request has been automatically failed because it uses a
 * deprecated version of actions/upload-artifact: v3` (awalsh128/cache-apt-pkgs-action#147; GitHub changelog 2024-02-13 and 2024-04-16).
 */
export const artifactActionSwitchedOff = rule({
  id: 'artifact-action-switched-off',
  summary: 'Artifact is handed over by a version of the action that GitHub has switched off',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'step',
  failures: ['F-135'],
  check({ step, instances }, { analysis, report }) {
    const { uses } = step;
    const reached = instances.filter((one) => one.reached !== false);
    if (uses === undefined || reached.length === 0 || analysis.published.length === 0) return;
    const retired = retiredArtifactAction(uses.field.text, uses.comment);
    if (retired === undefined) return;
    report({
      at: uses.field.span,
      message: `GitHub has switched off \`${retired.action}\` v${retired.major}, so the job fails before its first step; move uploads and downloads to v4 or later together`,
      severity: retired.certain ? 'error' : 'warning',
      confidence: retired.certain ? 'certain' : 'likely',
      scenarios: [...new Set(reached.map(({ job }) => job.instance.scenarioId))],
    });
  },
});
