import type { PublishedImage } from '../image/analysis';
import { writtenName } from '../image/written-name';
import type { Refusal } from '../text/edit';
import type { Job, Step } from '../workflow/model';
import type { Editor } from './editor';

/** The name and digest under which later steps of the same job can speak of what a step published. */
export interface PublishedDigest {
  readonly step: Step;
  readonly job: Job;
  /** Reference without tag, expressions kept. */
  readonly name: string;
  /** `${{ steps.<id>.outputs.digest }}`, with the step given an id where it had none. */
  readonly digest: string;
  readonly registry: string;
}

/** Refuses where the tool gives out no digest, or where several repositories are pushed to at once. */
export function publishedDigest(editor: Editor, image: PublishedImage): PublishedDigest | Refusal {
  const [event] = image.events;
  const { step } = image.site;
  if (event?.digest === undefined)
    return { refused: `\`${image.site.tool}\` gives out no digest that a later step could use` };
  if (event.step.parent !== undefined || step.job === undefined)
    return { refused: 'the image is published in a composite action' };
  const registries = new Set(image.events.flatMap(({ known }) => known.map(({ registry }) => registry)));
  const [registry] = registries;
  const name = image.names.length === 1 ? (writtenName(event) ?? image.names[0]) : undefined;
  if (name === undefined || registry === undefined || /\$\{\{ (short sha|version|lower)/.test(name))
    return { refused: 'the name of the image is not a single one that can be written down' };
  const id = editor.ensureId(step, 'build');
  if (typeof id !== 'string') return id;
  return { step, job: step.job, name, digest: `\${{ steps.${id}.outputs.${event.digest.output} }}`, registry };
}
