import type { SbomEvent } from '../event/event';
import type { PublishedImage } from '../image/analysis';
import { withRegistry } from '../image/written-name';
import type { Refusal } from '../text/edit';
import { knownText } from '../value/value';
import type { Editor } from './editor';
import { lastMade } from './last-made';
import { publishedDigest } from './published-digest';
import { attestSbomText } from './step-texts';
import { storageRefusal } from './storage-refusal';
import { guardLine, whenPushed } from './when-pushed';

/** Attests the SBOM of a pushed digest with actions/attest, behind the step that wrote the file. */
export function attestSbom(editor: Editor, whole: PublishedImage, sbom: SbomEvent): Refusal | undefined {
  const image = lastMade(whole);
  if ('refused' in image) return image;
  const refusal = storageRefusal(image, true);
  if (refusal !== undefined) return refusal;
  const published = publishedDigest(editor, image);
  if ('refused' in published) return published;
  const file = knownText(sbom.file?.value);
  const [name, ...more] = published.names;
  const [source] = image.events;
  if (file === undefined) return { refused: 'the SBOM is not written to a file' };
  if (
    sbom.step.step.job !== published.job ||
    sbom.step.parent !== undefined ||
    sbom.step.order < (image.events[0]?.step.order ?? 0)
  )
    return { refused: 'the SBOM is not made behind the push in the same job' };
  if (name === undefined || more.length > 0) return { refused: 'the image has no single name here' };
  const uses = editor.uses(sbom.step.step.owner, 'actions/attest');
  if (typeof uses !== 'string') return uses;
  const condition = whenPushed(published.step);
  if (typeof condition !== 'string') return condition;
  const subject = { uses, name: source === undefined ? name : withRegistry(name, source), digest: published.digest };
  const yaml = attestSbomText(subject, file, guardLine(condition));
  return (
    editor.insertSteps({ after: sbom.step.step }, yaml) ??
    editor.grant(published.job, { 'id-token': 'write', attestations: 'write' })
  );
}
