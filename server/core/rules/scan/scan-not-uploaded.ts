import type { ScanEvent } from '../../event/event';
import { legSuffix } from '../../image/category';
import { mentionsLater } from '../../image/file-on-runner';
import { isSent, scannerOf } from '../../image/sarif';
import { rule } from '../../lint/rule';
import { jobNameInRun } from '../../remedy/job-name';
import { uploadBehind } from '../../remedy/upload-sarif';
import type { Refusal } from '../../text/edit';
import type { Span } from '../../text/span';
import { knownText } from '../../value/value';
import type { Step } from '../../workflow/model';

/** A SARIF file nobody uploads is gone with the runner; the scan was made for code scanning and never gets there (docs: uploading a SARIF file). */
export const scanNotUploaded = rule({
  id: 'scan-not-uploaded',
  summary: 'SARIF file of a scan is neither uploaded nor kept',
  severity: 'info',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'scan',
  failures: [],
  check({ events, step, span }, { report, undecided }) {
    for (const event of events) {
      const file = knownText(event.sarif?.value)?.trim();
      // What a tool writes by default, nobody has asked for.
      if (event.reached === false || event.sarif?.given !== true) continue;
      if (file === undefined || file.startsWith('/dev/')) {
        undecided('the name of the SARIF file is not known');
        continue;
      }
      const sent = isSent(event);
      if (sent === true) continue;
      if (sent === 'unknown' || mentionsLater(event, file)) {
        undecided('a later step may read the file');
        continue;
      }
      const written = writtenAt(step, event.sarif.span) ?? file;
      report({
        at: event.sarif.span,
        message: `\`${event.tool}\` writes \`${written}\`, and no later step uploads or keeps it, so the findings are lost with the runner`,
        confidence: 'likely',
        related: event.sarif.span.start === span.start ? [] : [{ at: span, message: 'the scan' }],
        scenarios: [event.job.instance.scenarioId],
        ...(event.step.parent === undefined
          ? {
              fix: {
                title: 'Upload the result to code scanning',
                edit: (editor) => {
                  const category = categoryOf([event, ...events]);
                  return typeof category === 'string'
                    ? uploadBehind(editor, step, { file: written, category })
                    : category;
                },
              },
            }
          : {}),
      });
    }
  },
});

/** The name as the file writes it where it has expressions in it, since what they hold may differ from start to start. */
function writtenAt({ owner }: Step, span: Span): string | undefined {
  const text = owner.file.text.slice(span.start, span.end);
  return text.includes('${{') && !/[\r\n]/.test(text) ? text : undefined;
}

function categoryOf(events: readonly [ScanEvent, ...ScanEvent[]]): string | Refusal {
  const [event] = events;
  const { owner, node } = event.step.step;
  const name = jobNameInRun(events, owner.file.text.slice(node.span.start, node.span.end));
  if (typeof name !== 'string') return name;
  const base = `${scannerOf(event).replace(/^.*\//, '')}-${name}`;
  return event.job.matrix === undefined ? base : `${base}-${legSuffix(event.job)}`;
}
