import type { AttestEvent, SbomEvent } from '../../event/event';
import type { Analysis } from '../../image/analysis';
import { samePath } from '../../image/file-on-runner';
import { after } from '../../image/in-job';
import { rule } from '../../lint/rule';
import { scanPublished } from '../../remedy/scan-target';
import { givenOperand } from '../../run/operand';
import { knownText } from '../../value/value';

/** sbom-action and Syft describe the folder they stand in unless they are given an image: what the base image brings is missing (sbom-action action.yml, `path`). */
export const sbomOfSourceNotImage = rule({
  id: 'sbom-of-source-not-image',
  summary: 'SBOM attested for an image describes the source folder',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'sbom',
  failures: [],
  check({ events, step, span, tool }, { analysis, report }) {
    for (const event of events) {
      if (event.reached === false || event.subject !== 'filesystem') continue;
      const use = attestedFor(event) ?? namedFor(event);
      if (use === undefined) continue;
      const [image, ...others] = publishedIn(event, analysis);
      report({
        at: event.target?.span ?? span,
        message: `\`${tool}\` describes ${folderOf(event)}, and the result is ${use}, so what the base image brings is missing`,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
        ...(event.command === undefined &&
        image !== undefined &&
        others.length === 0 &&
        event.step.parent === undefined &&
        tool === 'anchore/sbom-action'
          ? {
              fix: {
                title: 'Describe the image that was pushed',
                edit: (editor) => scanPublished(editor, image, step, 'image') ?? editor.removeInput(step, 'path'),
              },
            }
          : {}),
      });
    }
  },
});

function folderOf(event: SbomEvent): string {
  const folder = knownText(event.target?.value);
  return folder === undefined || folder === '.' || folder === './' ? 'the checked-out files' : `\`${folder}\``;
}

/** The image that an attestation of the job puts the file to. */
function attestedFor(event: SbomEvent): string | undefined {
  const file = knownText(event.file?.value);
  if (file === undefined) return undefined;
  const attested = after(event, 'attest').some(
    (attest) => isImage(attest) && samePath(knownText(attest.sbomPath?.value) ?? '', file),
  );
  return attested ? 'attested for an image' : undefined;
}

/** A digest that a build or push gives out, or a name with a registry. */
function isImage({ references, subjectPath, sbomPath }: AttestEvent): boolean {
  return (
    sbomPath !== undefined &&
    subjectPath === undefined &&
    (references ?? []).some(({ digest, registry }) => digest !== undefined && registry !== undefined)
  );
}

function namedFor(event: SbomEvent): string | undefined {
  const name = knownText(givenOperand(event.step, 'artifact-name')?.value);
  return name !== undefined && /\b(image|container|docker)\b/i.test(name.replace(/[-_.]/g, ' '))
    ? `called \`${name}\``
    : undefined;
}

function publishedIn(event: SbomEvent, { published }: Analysis): Analysis['published'] {
  return published.filter(({ events }) => events.some(({ job }) => job === event.job));
}
