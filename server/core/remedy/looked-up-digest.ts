import type { BuildEvent, PushEvent } from '../event/event';
import { eventsOfKinds } from '../event/events-of';
import type { PublishedImage } from '../image/analysis';
import { publishes } from '../image/published';
import { sameImage } from '../image/same-image';
import { sourceText } from '../image/source-text';
import { bareName, isRepeatable } from '../image/written-name';
import { spread } from '../run/operand';
import { hosted, runnerOs } from '../run/runner';
import { writtenOutputs } from '../run/written-outputs';
import { writtenScript } from '../run/written-script';
import type { Refusal } from '../text/edit';
import { show } from '../value/text';
import type { Known, Template, Value } from '../value/value';
import type { Job, Step } from '../workflow/model';
import { stepSource } from '../workflow/step-source';
import type { Editor } from './editor';
import { freeId } from './free-id';
import { firstTag, isLowered, type PublishedDigest, resolvedNames } from './published-digest';
import { lookUpText } from './step-texts';

/** A digest with the step that has to look it up first; none where one is there already. */
export interface LookedUpDigest extends PublishedDigest {
  /** The text of that step without its `if`, for right behind `step`. */
  readonly lookUp: ((guard: string) => string) | undefined;
}

/**
 * The digest of what a script pushes with Docker: an index that `docker buildx imagetools create` makes, or one image. The commands tell nobody,
 * so a step behind asks the registry for the digest of a tag it was given (docs.docker.com, "Multi-platform image with GitHub Actions", and
 * `docker buildx imagetools inspect`). Refuses where that tag cannot be named by another step, or may not be what this job has pushed.
 */
export function lookedUpDigest(
  editor: Pick<Editor, 'ensureId'>,
  image: Omit<PublishedImage, 'others'>,
): LookedUpDigest | Refusal {
  const [event] = image.events;
  const { step } = image.site;
  const { job } = step;
  const index = event !== undefined && makesIndex(event);
  if (event === undefined || !TOOLS.has(event.tool) || event.command === undefined)
    return { refused: `\`${image.site.tool}\` gives out no digest that a later step could use` };
  if (event.step.parent !== undefined || job === undefined)
    return { refused: 'the image is published in a composite action' };
  const refusal = index ? severalIndices(event) : severalImages(event);
  if (refusal !== undefined) return refusal;
  if (step.continueOnError !== undefined || runnerOs(event.job) !== 'linux')
    return { refused: `whether the ${index ? 'index is made' : 'image is pushed'} is not certain` };
  const tag = tagOf(editor, image, job, step);
  if ('refused' in tag) return tag;
  const { reference, metadata, name } = tag;
  const common = {
    job,
    // Tags that are one expression may be a list of references, which is no name.
    names:
      name === undefined ? resolvedNames(image).filter((one) => metadata === undefined || !LONE.test(one)) : [name],
    lowered: image.events.some(isLowered),
    tags: metadata === undefined ? undefined : `\${{ steps.${metadata}.outputs.tags }}`,
    oneTag: metadata === undefined ? undefined : reference,
  };
  if ((common.names.length === 0 || common.lowered) && common.tags === undefined)
    return { refused: 'the name of the image is not written in a way that another step can repeat' };
  const present = job.steps.find(
    (other) =>
      other.index > step.index &&
      looksUp(other) &&
      ((index && otherIndices(event).length === 0) || stepSource(other).includes(reference)),
  );
  if (present?.id !== undefined) {
    const id = present.id.value;
    return { ...common, step: present, id, digest: digestOf(id), lookUp: undefined };
  }
  const id = freeId(job.steps, index ? ['index', 'index-digest', `index-${step.index}`] : ['pushed', 'pushed-digest']);
  if (id === undefined) return { refused: 'there is no free id for the step that looks the digest up' };
  return {
    ...common,
    step,
    id,
    digest: digestOf(id),
    lookUp: (guard) => lookUpText(id, reference, guard, index ? 'of the index' : 'that was pushed'),
  };
}

const LONE = /^\$\{\{[^}]*\}\}$/;

/** Docker's commands push with the login that `imagetools inspect` reads with; Podman and others keep theirs elsewhere. */
const TOOLS: ReadonlySet<string> = new Set([
  'docker buildx imagetools create',
  'docker manifest push',
  'docker push',
  'docker buildx build',
]);

/** `docker manifest push` publishes what `docker manifest create` has put together. */
function makesIndex(event: BuildEvent | PushEvent): boolean {
  return event.kind === 'push' && (event.how === 'index' || event.tool === 'docker manifest push');
}

function otherIndices({ job, site }: BuildEvent | PushEvent): readonly PushEvent[] {
  return eventsOfKinds(job, ['push']).filter(
    (other) => makesIndex(other) && other.site !== site && other.reached !== false,
  );
}

/** Those of other images are told apart by their tags. */
function severalIndices(event: BuildEvent | PushEvent): Refusal | undefined {
  return otherIndices(event).some((other) => sameImage(event, other) !== false)
    ? { refused: 'the job makes several indices, and which digest is meant is not known' }
    : undefined;
}

/** A push that certainly happens where the step runs, of an image that nothing else in the job pushes under this name. */
function severalImages(event: BuildEvent | PushEvent): Refusal | undefined {
  const { job, site, command, failure } = event;
  if (hosted(job) !== true)
    return { refused: 'whether the runner has Buildx, which looks the digest up, is not known' };
  if (command?.reached !== true || failure.kind !== 'stops' || /^\s*sudo\b/.test(sourceText(event, event.span)))
    return { refused: 'whether the script pushes it, with a login that a later step has, is not certain' };
  return eventsOfKinds(job, ['build', 'push']).some(
    (other) => other.site !== site && publishes(other) && sameImage(event, { references: other.references }) !== false,
  )
    ? { refused: 'the job pushes several tags of this name, and whether they are one image is not known' }
    : undefined;
}

function digestOf(id: string): string {
  return `\${{ steps.${id}.outputs.digest }}`;
}

interface Tag {
  readonly reference: string;
  /** The id of the docker/metadata-action step that makes it. */
  readonly metadata?: string;
  /** The name without the tag, where both are written in the script. */
  readonly name?: string;
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
  // A name without a tag is `latest` for whoever looks it up, which need not be what was pushed (`docker push --all-tags`).
  const given = image.events.map(givenTag);
  const [first] = given;
  if (first === undefined || given.some((other) => other?.shown !== first.shown)) return { refused: NOT_WRITTEN };
  if (first.written !== undefined) return { reference: first.written, name: bareName(first.written) };
  return isRepeatable(first.shown, step)
    ? { reference: first.shown, name: bareName(first.shown) }
    : { refused: NOT_WRITTEN };
}

const NOT_WRITTEN = 'the tags are not written in a way that another step can repeat';

interface GivenTag {
  readonly shown: string;
  /** As the script writes it, where that is text and expressions: with variables of the shell another step cannot repeat it. */
  readonly written: string | undefined;
}

/** The first reference with a tag that a command is given, with the axes of a matrix in it: each of its legs pushes a tag of its own. */
function givenTag({ command, known, step: { step } }: BuildEvent | PushEvent): GivenTag | undefined {
  const first = known.find(({ tag }) => tag !== undefined);
  if (first === undefined) return undefined;
  const wanted = show(first.value);
  const word = command?.words.find(
    ({ value }) => isSettled(value) && spread(value).some((one) => show(one) === wanted),
  );
  const text = word === undefined ? undefined : step.run?.field.text.slice(word.word.span.start, word.word.span.end);
  const plain = text?.replace(/^(["'])(.*)\1$/, '$2');
  return {
    shown: word === undefined ? wanted : show(word.value),
    written:
      plain !== undefined && /^(?:[\w./:@-]|\$\{\{[^}]*\}\})+$/.test(plain) && plain.includes(':') ? plain : undefined,
  };
}

function isSettled(value: Value): value is Known | Template {
  return value.kind === 'known' || value.kind === 'template';
}

/** A step that has done so already. */
function looksUp(step: Step): boolean {
  if (step.id === undefined || step.run?.field.text.includes('imagetools inspect') !== true) return false;
  return writtenOutputs(writtenScript(step, step.run)).names.some(({ name }) => name === 'digest');
}
