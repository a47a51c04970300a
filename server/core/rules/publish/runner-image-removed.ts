import { wouldPublish } from '../../image/would-publish';
import { type ReportedFix, rule } from '../../lint/rule';
import { runnerLabels } from '../../run/runner';
import type { Job } from '../../workflow/model';

/**
 * A job whose label no runner has waits for a day and is given up. GitHub has removed these images (actions/runner-images#11101, #6002, #10721,
 * #5583); what a job of such a label publishes has not been published since.
 */
export const runnerImageRemoved = rule({
  id: 'runner-image-removed',
  summary: 'Publishing job waits for a runner image that GitHub has removed',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: [],
  check({ job, instances }, { report }) {
    for (const instance of instances) {
      const labels = runnerLabels(instance);
      // A label among others is one of a machine of one's own.
      if (instance.reached === false || labels?.every((label) => REMOVED.has(label)) !== true) continue;
      const [label = ''] = labels;
      const at = job.runsOn?.span;
      if (at === undefined || !wouldPublish(instance)) continue;
      const fix = fixOf(job, label);
      report({
        at,
        message: `GitHub removed \`${label}\` in ${REMOVED.get(label)}, so this job waits for a runner that does not come, and publishes nothing`,
        confidence: 'likely',
        scenarios: [instance.instance.scenarioId],
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** When they were to be gone, by their announcements. */
const REMOVED: ReadonlyMap<string, string> = new Map([
  ['ubuntu-20.04', 'April 2025'],
  ['ubuntu-18.04', 'April 2023'],
  ['macos-12', 'December 2024'],
  ['macos-10.15', 'December 2022'],
]);

/** The label itself, where it stands there. */
function fixOf(job: Job, label: string): ReportedFix | undefined {
  const { runsOn } = job;
  if (runsOn?.kind !== 'scalar' || runsOn.value.toLowerCase() !== label || !label.startsWith('ubuntu-'))
    return undefined;
  return { title: 'Run on `ubuntu-latest`', edit: (editor) => editor.setJobKey(job, 'runs-on', 'ubuntu-latest') };
}
