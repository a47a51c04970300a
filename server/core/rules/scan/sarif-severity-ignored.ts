import { rule } from '../../lint/rule';
import { givenOperand, inputOperand } from '../../run/operand';
import { knownText } from '../../value/value';

/** In SARIF mode trivy-action unsets its severity filter before it scans, unless it is told to keep it (its entrypoint.sh; F-069). */
export const sarifSeverityIgnored = rule({
  id: 'sarif-severity-ignored',
  summary: 'Severity filter of a SARIF scan is dropped',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'scan',
  failures: ['F-069'],
  check({ events, step, tool }, { analysis, report, undecided }) {
    if (tool !== 'aquasecurity/trivy-action') return;
    for (const event of events) {
      // Scans of code and configuration count where the same workflow publishes what is made of it.
      if (event.reached === false || (event.subject !== 'image' && analysis.published.length === 0)) continue;
      const severity = givenOperand(event.step, 'severity');
      const format = inputOperand(event.step, 'format');
      if (severity === undefined || format === undefined) continue;
      const keeps = givenOperand(event.step, 'limit-severities-for-sarif');
      const wanted = knownText(severity.value);
      if (
        wanted === undefined ||
        format.value.kind !== 'known' ||
        (keeps !== undefined && keeps.value.kind !== 'known')
      ) {
        undecided('the format or the severities of the scan are not known');
        continue;
      }
      if (knownText(format.value)?.trim() !== 'sarif' || knownText(keeps?.value)?.trim().toLowerCase() === 'true')
        continue;
      if (LEVELS.every((level) => wanted.toUpperCase().includes(level))) continue;
      report({
        at: severity.span,
        message:
          event.gates === true && event.failure.kind === 'stops'
            ? `\`severity: ${wanted}\` is dropped in SARIF mode, so \`exit-code\` fails the job on findings of every severity`
            : `\`severity: ${wanted}\` is dropped in SARIF mode, so findings of every severity are reported`,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
        fix: {
          title: 'Keep the severities in SARIF mode',
          edit: (editor) => editor.setInput(step, 'limit-severities-for-sarif', 'true'),
        },
      });
    }
  },
});

const LEVELS = ['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
