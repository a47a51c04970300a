import type { AttestEvent, SbomEvent } from '../../event/event';
import { samePath, writtenElsewhere } from '../../image/file-on-runner';
import { before } from '../../image/in-job';
import { type ReportedFix, rule } from '../../lint/rule';
import { knownText } from '../../value/value';
import type { Step } from '../../workflow/model';

/** The attest actions stop with `SBOM file not found` when no step wrote the file (actions/attest src; F-104). */
export const sbomPathMismatch = rule({
  id: 'sbom-path-mismatch',
  summary: 'Attested SBOM is not the file that the SBOM step writes',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'attest',
  failures: ['F-104'],
  check({ events, step }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false || event.sbomPath === undefined) continue;
      const wanted = knownText(event.sbomPath.value)?.trim();
      if (wanted === undefined) {
        undecided('the path of the SBOM is not known');
        continue;
      }
      const makers = before(event, 'sbom');
      const files = makers.map(({ file }) => (file === undefined ? null : knownText(file.value)?.trim()));
      if (files.some((file) => typeof file === 'string' && samePath(file, wanted))) continue;
      const [maker] = makers;
      if (
        maker === undefined ||
        files.includes(undefined) ||
        writtenElsewhere(event, wanted, 'sbom', /sbom|spdx|cyclonedx|\bbom\b/i)
      ) {
        undecided('what writes the file is not known');
        continue;
      }
      const written = files[0] ?? undefined;
      // A program without a file writes to the log; where that goes is another question.
      if (written === undefined && maker.command !== undefined) {
        undecided('where the SBOM goes is not known');
        continue;
      }
      report({
        at: event.sbomPath.span,
        message:
          written === undefined
            ? `\`${wanted}\` is attested, but \`${maker.tool}\` writes no file unless \`output-file\` names one, so it is not found`
            : `\`${wanted}\` is attested, but \`${maker.tool}\` writes \`${written}\`, so it is not found`,
        confidence: event.reached === true ? 'certain' : 'likely',
        related:
          maker.step.step.owner === step.owner ? [{ at: maker.file?.span ?? maker.span, message: 'made here' }] : [],
        scenarios: [event.job.instance.scenarioId],
        ...(makers.length === 1 ? fixFor(event, maker, written, wanted, step) : {}),
      });
    }
  },
});

function fixFor(
  event: AttestEvent,
  maker: SbomEvent,
  written: string | undefined,
  wanted: string,
  step: Step,
): { readonly fix?: ReportedFix } {
  if (written === undefined)
    return maker.tool === 'anchore/sbom-action' && maker.step.step.owner === step.owner
      ? {
          fix: {
            title: `Write \`${wanted}\``,
            edit: (editor) => editor.setInput(maker.step.step, 'output-file', wanted),
          },
        }
      : {};
  if (event.command === undefined)
    return { fix: { title: `Attest \`${written}\``, edit: (editor) => editor.setInput(step, 'sbom-path', written) } };
  return {};
}
