import type { BuildEvent, PushEvent } from '../event/event';
import type { PublishedImage } from '../image/analysis';
import { isRepeatable, metadataStep, writtenNames } from '../image/written-name';
import { writtenInput } from '../run/operand';
import type { Refusal } from '../text/edit';
import { holes } from '../value/text';
import type { Job, Step } from '../workflow/model';
import type { Editor } from './editor';
import { outputExpression } from './output-expression';

/** How later steps of the same job can speak of what a step published. */
export interface PublishedDigest {
  readonly step: Step;
  readonly job: Job;
  /** The step's id, given to it where it had none. */
  readonly id: string;
  /** `${{ steps.<id>.outputs.digest }}`, or what is picked out of a JSON output. */
  readonly digest: string;
  /** Names without tag as the file writes them; empty where that cannot be told. They may hold capitals when `lowered`. */
  readonly names: readonly string[];
  /** Whether the published name is the written one in lower case, which tools other than actions/attest do not accept as written. */
  readonly lowered: boolean;
  /** What the `tags` input holds when it is one expression: whole references, separated by line breaks or commas. */
  readonly tags: string | undefined;
  /** An expression for one whole reference with its tag. */
  readonly oneTag: string | undefined;
}

/** Refuses where the tool gives out no digest, or nothing that is published can be named. */
export function publishedDigest(editor: Pick<Editor, 'ensureId'>, image: PublishedImage): PublishedDigest | Refusal {
  const [event] = image.events;
  const { step } = image.site;
  if (event?.digest === undefined)
    return { refused: `\`${image.site.tool}\` gives out no digest that a later step could use` };
  if (event.step.parent !== undefined || step.job === undefined)
    return { refused: 'the image is published in a composite action' };
  const input = event.kind === 'build' ? writtenInput(step, 'tags') : undefined;
  const tags = input !== undefined && LONE.test(input) ? input : undefined;
  const written = writtenNames(event);
  // A name in the tags themselves is what is pushed; another step that puts it into lower case has done so by then.
  const exact = written !== undefined && input !== undefined && tags === undefined;
  const lowered = !exact && (image.names.some((name) => name.includes('${{ lower(')) || image.events.some(isLowered));
  // Tags that are one expression may be a list of references; where that is not known in full, it is no name.
  const resolved = resolvedNames(image).filter((name) => tags === undefined || !LONE.test(name));
  const names = (written ?? resolved).filter((name) => !/\$\{\{ (short sha|version)/.test(name));
  const metadata = tags === undefined ? undefined : metadataStep(step, tags);
  const oneTag =
    metadata?.uses?.field.text.toLowerCase().startsWith('docker/metadata-action@') === true
      ? firstTag(metadata.id?.value ?? '')
      : undefined;
  if ((names.length === 0 || lowered) && tags === undefined)
    return { refused: 'the name of the image is not written in a way that another step can repeat' };
  const id = editor.ensureId(step, 'build');
  if (typeof id !== 'string') return id;
  const digest = outputExpression(id, event.digest);
  return { step, job: step.job, id, digest, names, lowered, tags, oneTag };
}

const LONE = /^\$\{\{[^}]*\}\}$/;

/** The first reference that docker/metadata-action makes, by the step's id. */
export function firstTag(id: string): string {
  return `\${{ fromJSON(steps.${id}.outputs.json).tags[0] }}`;
}

/** Whether docker/metadata-action has written what GitHub knows the repository by in lower case, however the file came to that name. */
export function isLowered({ known }: BuildEvent | PushEvent): boolean {
  return known.some(({ name }) => holes(name).some(({ lower, key }) => lower === true && CAPITALS.test(key)));
}

const CAPITALS = /^github\.(repository|repository_owner|actor|event\b.*)$/;

/** Names as they come out, where they do not depend on how a caller or a matrix fills them in. */
export function resolvedNames({ names, events, site }: Omit<PublishedImage, 'others'>): readonly string[] {
  const [only, ...rest] = names;
  const called = events.some(({ job }) => job.instance.workflow.call !== undefined);
  return only === undefined || rest.length > 0 || called || !isRepeatable(only, site.step) ? [] : [only];
}
