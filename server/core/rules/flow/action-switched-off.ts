import { switchedOff } from '../../catalogue/withdrawn';
import { rule } from '../../lint/rule';

/**
 * GitHub refuses to start jobs that use the artifact actions before v4, or the cache before its new service: `This request has been
 * automatically failed because it uses a deprecated version of actions/upload-artifact: v3` (awalsh128/cache-apt-pkgs-action#147 and
 * anacrolix/torrent#999; GitHub changelog 2024-02-13, 2024-04-16 and 2024-12-05).
 */
export const actionSwitchedOff = rule({
  id: 'action-switched-off',
  summary: 'Version of an action that GitHub has switched off',
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
    const off = switchedOff(uses.field.text, uses.comment);
    if (off === undefined) return;
    report({
      at: uses.field.span,
      message: `GitHub has switched off \`${off.action}\` ${off.version}, so the job fails before its first step; ${off.cure}`,
      severity: off.certain ? 'error' : 'warning',
      confidence: off.certain ? 'certain' : 'likely',
      scenarios: [...new Set(reached.map(({ job }) => job.instance.scenarioId))],
    });
  },
});
