import { before } from '../../image/in-job';
import { scansSentBy } from '../../image/sarif';
import { rule } from '../../lint/rule';
import { afterFailure, runsAfterFailure } from '../../remedy/after-failure';
import { knownText } from '../../value/value';

/** A step without a status function in its `if` is skipped once a step before it failed (docs: expressions, status check functions; F-071). */
export const sarifUploadSkippedOnFailure = rule({
  id: 'sarif-upload-skipped-on-failure',
  summary: 'SARIF file is not uploaded when the scan finds something',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'upload-sarif',
  failures: ['F-071'],
  check({ events, step, span }, { analysis, report, undecided }) {
    for (const event of events) {
      if (event.reached === false || runsAfterFailure(step.condition?.text)) continue;
      if (event.step.parent !== undefined) {
        undecided('the step that uses this action may have a condition of its own');
        continue;
      }
      const [first] = scansSentBy(event);
      // Scans of code and configuration count where the same workflow publishes what is made of it.
      if (first === undefined || (first.subject !== 'image' && analysis.published.length === 0)) continue;
      const gate = before(event, 'scan').find(
        (scan) =>
          scan.order >= first.order && scan.gates === true && scan.failure.kind === 'stops' && scan.reached === true,
      );
      if (gate === undefined) continue;
      const wanted = afterFailure(step.condition, knownText(event.file?.value));
      report({
        at: span,
        message: `\`${gate.tool}\` stops the job when it finds something, and then this upload is skipped, so code scanning never sees it`,
        confidence: 'certain',
        related: gate.step.step.owner === step.owner ? [{ at: gate.span, message: 'fails on findings' }] : [],
        scenarios: [event.job.instance.scenarioId],
        ...(wanted === undefined
          ? {}
          : {
              fix: {
                title: 'Upload also when the scan failed',
                edit: (editor) => editor.setStepKey(step, 'if', wanted),
              },
            }),
      });
    }
  },
});
