import type { PublishedImage } from '../image/analysis';
import { eventsOfKinds } from '../image/events-of';
import { runnerOs } from '../image/runner';
import { isRepeatable } from '../image/written-name';
import { writtenOutputs } from '../image/written-outputs';
import { writtenScript } from '../image/written-script';
import type { Refusal } from '../text/edit';
import { show } from '../value/text';
import type { Job, Step } from '../workflow/model';
import type { Editor } from './editor';
import { freeId } from './free-id';
import { firstTag, isLowered, type PublishedDigest, resolvedNames } from './published-digest';
import { lookUpText } from './step-texts';

/** A digest with the step that has to look it up first; none where one is there already. */
export interface IndexDigest extends PublishedDigest {
  /** The text of that step without its `if`, for right behind `step`. */
  readonly lookUp: ((guard: string) => string) | undefined;
}

/**
 * The digest of an index that `docker buildx imagetools create` makes. The command tells nobody, so a step behind it asks the registry for
 * the digest of a tag it was given (docs.docker.com, "Multi-platform image with GitHub Actions", and `docker buildx imagetools inspect`).
 * Refuses where that tag cannot be named by another step.
 */
export function indexDigest(
  editor: Pick<Editor, 'ensureId'>,
  image: Omit<PublishedImage, 'others'>,
): IndexDigest | Refusal {
  const [event] = image.events;
  const { step } = image.site;
  const { job } = step;
  if (event?.kind !== 'push' || event.how !== 'index' || event.tool !== 'docker buildx imagetools create')
    return { refused: `\`${image.site.tool}\` gives out no digest that a later step could use` };
  if (event.step.parent !== undefined || job === undefined)
    return { refused: 'the image is published in a composite action' };
  const indices = eventsOfKinds(event.job, ['push']).filter(({ how }) => how === 'index');
  if (indices.some(({ site }) => site !== event.site))
    return { refused: 'the job makes several indices, and which digest is meant is not known' };
  if (step.continueOnError !== undefined || runnerOs(event.job) !== 'linux')
    return { refused: 'whether the index is made is not certain' };
  const tag = tagOf(editor, image, job, step);
  if ('refused' in tag) return tag;
  const { reference, metadata } = tag;
  const common = {
    job,
    names: resolvedNames(image),
    lowered: image.events.some(isLowered),
    tags: metadata === undefined ? undefined : `\${{ steps.${metadata}.outputs.tags }}`,
    oneTag: metadata === undefined ? undefined : reference,
  };
  if ((common.names.length === 0 || common.lowered) && common.tags === undefined)
    return { refused: 'the name of the image is not written in a way that another step can repeat' };
  const present = job.steps.find((other) => other.index > step.index && looksUp(other));
  if (present?.id !== undefined) {
    const id = present.id.value;
    return { ...common, step: present, id, digest: digestOf(id), lookUp: undefined };
  }
  const id = freeId(job.steps, ['index', 'index-digest']);
  if (id === undefined) return { refused: 'there is no free id for the step that looks the digest up' };
  return { ...common, step, id, digest: digestOf(id), lookUp: (guard) => lookUpText(id, reference, guard) };
}

function digestOf(id: string): string {
  return `\${{ steps.${id}.outputs.digest }}`;
}

interface Tag {
  readonly reference: string;
  /** The id of the docker/metadata-action step that makes it. */
  readonly metadata?: string;
}

/** An expression or text for one whole reference that the index is given. */
function tagOf(
  editor: Pick<Editor, 'ensureId'>,
  image: Omit<PublishedImage, 'others'>,
  job: Job,
  step: Step,
): Tag | Refusal {
  const makers = job.steps.filter(
    ({ index, uses }) => index < step.index && /^docker\/metadata-action@/i.test(uses?.field.text ?? ''),
  );
  const [metadata, ...others] = makers;
  const script = step.run?.field.text ?? '';
  if (
    metadata !== undefined &&
    others.length === 0 &&
    /DOCKER_METADATA_OUTPUT_(JSON|TAGS)|\.outputs\.(json|tags)\b/.test(script)
  ) {
    const id = editor.ensureId(metadata, 'meta');
    return typeof id === 'string' ? { reference: firstTag(id), metadata: id } : id;
  }
  const texts = image.events.map(({ known }) => known.map(({ value }) => show(value)));
  const [first] = texts[0] ?? [];
  return first !== undefined && texts.every((list) => list.includes(first)) && isRepeatable(first, step)
    ? { reference: first }
    : { refused: 'the tags of the index are not written in a way that another step can repeat' };
}

/** A step that has done so already. */
function looksUp(step: Step): boolean {
  if (step.id === undefined || step.run?.field.text.includes('imagetools inspect') !== true) return false;
  return writtenOutputs(writtenScript(step, step.run)).names.some(({ name }) => name === 'digest');
}
