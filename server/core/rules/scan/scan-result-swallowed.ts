import type { Site } from '../../image/analysis';
import type { ImageEvent } from '../../image/event';
import { type ReportedFix, rule } from '../../lint/rule';

/** `|| true`, `|| echo …` and `continue-on-error` make a failed scan, signature or attestation look like a success (F-081). */
export const scanResultSwallowed = rule({
  id: 'scan-result-swallowed',
  summary: 'Failure of a scan, SBOM, signature or attestation is ignored',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: ['F-081'],
  check({ sites, file }, { report }) {
    for (const site of sites) {
      if (!CONCERNED.has(site.kind)) continue;
      for (const event of site.events) {
        const { failure, step } = event;
        if (event.reached === false || failure.kind !== 'ignored' || step.step.owner.file !== file) continue;
        // Somebody looks at the outcome later.
        const id = step.step.id?.value;
        if (
          id !== undefined &&
          (file.text.includes(`steps.${id}.outcome`) || file.text.includes(`steps.${id}.conclusion`))
        )
          continue;
        // An SBOM of source files says nothing of an image.
        if (event.kind === 'sbom' && event.subject !== 'image') continue;
        if (
          event.kind === 'scan' &&
          (event.subject !== 'image' || (failure.how.startsWith('a pipeline') && event.gates === false))
        )
          continue;
        report({
          at: failure.by,
          message: `\`${event.tool}\` may fail here and the job goes on as if it had not: ${because(failure.how)}`,
          confidence: 'certain',
          related:
            failure.by.start === event.span.start
              ? []
              : [{ at: event.span, message: 'the command whose failure is lost' }],
          scenarios: [event.job.instance.scenarioId],
          ...fixFor(site, event),
        });
      }
    }
  },
});

const CONCERNED: ReadonlySet<string> = new Set(['scan', 'sbom', 'sign', 'attest']);

function because(how: string): string {
  const line = how.split('\n')[0] ?? how;
  return how.startsWith('a pipeline')
    ? 'in a pipeline only the last command decides'
    : `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\``;
}

function fixFor(site: Site, event: ImageEvent): { readonly fix?: ReportedFix } {
  const { step } = site;
  if (event.failure.kind !== 'ignored') return {};
  if (event.failure.how.startsWith('continue-on-error'))
    return {
      fix: { title: 'Let the step fail the job', edit: (editor) => editor.removeStepKey(step, 'continue-on-error') },
    };
  const { run } = step;
  const own = event.command?.command.failure;
  if (run === undefined || own === undefined || own.kind === 'stops' || !own.how.startsWith('||')) return {};
  const text = run.field.text;
  let start = own.by.start;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  // Nothing but the tail of the line goes; a block behind it is left to people.
  if (/[\r\n]/.test(text.slice(start, own.by.end))) return {};
  return {
    fix: {
      title: `Remove \`${own.how.split('\n')[0] ?? ''}\``,
      edit: (editor) => editor.replaceIn(step.owner, run.field, { start, end: own.by.end }, ''),
    },
  };
}
