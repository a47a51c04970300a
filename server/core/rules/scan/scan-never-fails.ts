import type { ScanEvent } from '../../event/event';
import type { Analysis } from '../../image/analysis';
import { happensAround } from '../../image/events-around';
import { judgedByStep, readsReport } from '../../image/judged-later';
import { sameImage } from '../../image/same-image';
import { isSent } from '../../image/sarif';
import { rule } from '../../lint/rule';
import type { Editor } from '../../remedy/editor';
import { explained } from '../../remedy/explained';
import { sendAnyway } from '../../remedy/send-anyway';
import type { Refusal } from '../../text/edit';
import type { Step } from '../../workflow/model';

/** Trivy and others report and exit with 0 unless they are told to fail (trivy-action README: `exit-code`; F-068). */
export const scanNeverFails = rule({
  id: 'scan-never-fails',
  summary: 'Scan reports vulnerabilities and cannot fail the job',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'scan',
  failures: ['F-068'],
  check({ events, step, span }, { analysis, report, undecided }) {
    for (const event of events) {
      if (event.reached === false || event.subject !== 'image') continue;
      if (judgedByStep(event) === 'output') continue;
      if (event.gates === 'unknown') {
        undecided('whether the scan can fail is not known');
        continue;
      }
      if (event.gates) continue;
      const isAnother = (wanted: (other: ScanEvent) => boolean): boolean => anotherScan(event, analysis, wanted);
      // With one that can fail, this one is for the report.
      if (isAnother(({ gates, failure }) => gates !== false && failure.kind !== 'ignored')) continue;
      if (readsReport(event) || isAnother((other) => readsReport(other) || judgedByStep(other) === 'output')) {
        undecided('a script behind it, or behind another scan, may judge what was found');
        continue;
      }
      // Where the run publishes nothing there is nothing to stop: such a scan is a report.
      const reporting =
        ['schedule', 'workflow_run'].includes(event.job.instance.scenario.event) || !publishesSubject(event, analysis);
      // Code scanning can keep a pull request from being merged, but a push of the image has happened by then.
      const sent = isSent(event);
      report({
        at: span,
        message:
          sent === true
            ? `\`${event.tool}\` tells code scanning what it finds and succeeds whatever that is, so nothing here stops a vulnerable image`
            : `\`${event.tool}\` succeeds whatever it finds, so a vulnerable image is never stopped`,
        severity: reporting ? 'hint' : sent === false ? 'warning' : 'info',
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
        ...fixFor(event, step),
      });
    }
  },
});

/** Whether the scanned image may be one that the run itself builds or pushes. */
function publishesSubject(event: ScanEvent, { runs }: Analysis): boolean {
  return happensAround(
    runs,
    event.job,
    ['build', 'push', 'opaque'],
    (other) =>
      other.reached !== false &&
      (other.kind === 'build' || other.kind === 'push'
        ? sameImage(other, event) !== false
        : other.may.has('build') || other.may.has('push')),
  );
}

/** Whether one of the other scans of images in the run is wanted. */
function anotherScan(event: ScanEvent, { runs }: Analysis, wanted: (other: ScanEvent) => boolean): boolean {
  return happensAround(
    runs,
    event.job,
    ['scan'],
    (other) => other !== event && other.subject === 'image' && other.reached !== false && wanted(other),
  );
}

function fixFor(
  event: ScanEvent,
  step: Step,
): { readonly fix?: { readonly title: string; readonly edit: (editor: Editor) => Refusal | undefined } } {
  if (event.tool === 'aquasecurity/trivy-action')
    return {
      fix: {
        title: 'Fail on critical and high findings that have a fix',
        edit: (editor) => gateAction(editor, event, step),
      },
    };
  if (event.tool === 'anchore/scan-action')
    return {
      fix: {
        title: 'Let findings fail the job',
        edit: (editor) =>
          writtenOtherwise(event) ?? sendAnyway(editor, step, event) ?? editor.setInput(step, 'fail-build', 'true'),
      },
    };
  const { run } = step;
  const text =
    event.command === undefined
      ? undefined
      : run?.field.text.slice(event.command.command.span.start, event.command.command.span.end);
  const at = text === undefined ? -1 : (/\btrivy(?:\s+image|\s+i)\b/.exec(text)?.index ?? -1);
  if (run === undefined || text === undefined || at < 0 || event.command === undefined) return {};
  const end = event.command.command.span.start + at + (/\btrivy(?:\s+image|\s+i)\b/.exec(text)?.[0].length ?? 0);
  return {
    fix: {
      title: 'Fail on critical and high findings that have a fix',
      edit: (editor) =>
        event.failure.kind === 'stops'
          ? (sendAnyway(editor, step, event) ??
            editor.replaceIn(step.owner, run.field, { start: end, end }, missingFlags(text)))
          : { refused: 'the script goes on whatever the scan says, so a flag of it alone would stop nothing' },
    },
  };
}

/** What makes Trivy fail on what can be helped; `-s` is short for `--severity` (trivy.dev, `trivy image`). */
const GATE = [
  [' --exit-code 1', '--exit-code'],
  [' --severity CRITICAL,HIGH', '--severity', '-s'],
  [' --ignore-unfixed', '--ignore-unfixed'],
] as const;

/** The flags that a command lacks: what it says about severities stays. */
function missingFlags(command: string): string {
  const words = command.split(/[\s=]+/);
  return GATE.flatMap(([text, ...names]) => (names.some((name) => words.includes(name)) ? [] : [text])).join('');
}

/** Where the input that decides is explained, somebody wants it so. */
function writtenOtherwise({ gate, step }: ScanEvent): Refusal | undefined {
  return gate?.given === true ? explained(step.step.owner, gate.span) : undefined;
}

/** In SARIF mode the action drops the severity filter unless it is told to keep it (trivy-action entrypoint; F-069). */
function gateAction(editor: Editor, event: ScanEvent, step: Step): Refusal | undefined {
  const given = (name: string): boolean => step.uses?.with.fields.some((field) => field.name === name) === true;
  const sarif =
    step.uses?.with.fields.some((field) => field.name === 'format' && field.field?.text === 'sarif') === true;
  if (!given('severity') && isSent(event) === true)
    return {
      refused:
        'code scanning is sent all that it finds, and a filter for what fails the job would keep the rest from it; add a second scan that fails',
    };
  return (
    writtenOtherwise(event) ??
    sendAnyway(editor, step, event) ??
    editor.setInput(step, 'exit-code', '1') ??
    (given('severity') ? undefined : editor.setInput(step, 'severity', 'CRITICAL,HIGH')) ??
    (given('ignore-unfixed') ? undefined : editor.setInput(step, 'ignore-unfixed', 'true')) ??
    (sarif && !given('limit-severities-for-sarif')
      ? editor.setInput(step, 'limit-severities-for-sarif', 'true')
      : undefined)
  );
}
