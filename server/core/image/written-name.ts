import type { Step } from '../workflow/model';
import type { BuildEvent, PushEvent } from './event';
import { writtenInput } from './operand';
import { shownName } from './reference';

/**
 * The name of the image (no tag) as the file itself writes it, so that a fix repeats `${{ inputs.registry }}/${{ inputs.image }}` and
 * not what one caller happens to pass. Undefined where it is not written as one name.
 */
export function writtenName(event: BuildEvent | PushEvent): string | undefined {
  const [only, ...rest] = writtenNames(event) ?? [];
  return rest.length === 0 ? only : undefined;
}

/** The same for an image with several names; undefined where one of them is not written as a name. */
export function writtenNames(event: BuildEvent | PushEvent): readonly string[] | undefined {
  const { step } = event.step;
  if (event.kind !== 'build') return undefined;
  const tags = writtenInput(step, 'tags');
  if (tags === undefined) return undefined;
  const metadata = metadataStep(step, tags);
  if (metadata === undefined)
    // One expression alone is a whole reference, or several of them.
    return namesIn(tags, (name) => (LONE.test(name) ? '' : name.replace(/:(?:[^/:{}]|\$\{\{[^}]*\}\})+$/, '')));
  const images = writtenInput(metadata, 'images');
  // metadata-action writes names in lower case, and the repository's own may have capitals.
  if (images !== undefined && /github\.(repository|actor|event)/.test(images)) return undefined;
  return images === undefined ? undefined : namesIn(images, (name) => name);
}

/** The name with Docker Hub's host in front where none is written, since the attest actions read the first part as the registry (F-100). */
export function withRegistry(name: string, source: BuildEvent | PushEvent): string {
  // A first part without a dot is no host (distribution's reference grammar), whatever else is known of the image.
  if (/^(?!localhost\/)[\w-]+\//.test(name)) return `docker.io/${name}`;
  const onHub = source.known.filter(({ registry }) => registry === 'docker.io');
  if (onHub.length === 0 || onHub.length < source.known.length || /^[^/]*[.:][^/]*\//.test(name)) return name;
  // What an expression stands for may name the host already.
  if (name.startsWith('${{') && onHub.some((reference) => /^[^/]*\.[^/]*\//.test(shownName(reference)))) return name;
  return `docker.io/${name.includes('/') || name.includes('${{') ? name : `library/${name}`}`;
}

/** The step whose `tags` output is all that an input holds, where that step is in the same job. */
export function metadataStep(step: Step, tags: string): Step | undefined {
  const id = /^\$\{\{\s*steps\.([\w-]+)\.outputs\.tags\s*\}\}$/.exec(tags.trim())?.[1];
  return id === undefined ? undefined : step.job?.steps.find((other) => other.id?.value === id);
}

/** Plain names, one per line or comma; nothing with attributes and no expression that may be a list or a whole reference. */
function namesIn(text: string, bare: (name: string) => string): readonly string[] | undefined {
  const names = text
    .split(/[\r\n,]+(?![^{]*\}\})/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.some((name) => /[=\s]/.test(name.replace(/\$\{\{[^}]*\}\}/g, '')))) return undefined;
  const plain = [...new Set(names.map(bare))];
  return plain.length > 0 && plain.every((name) => name !== '' && (!LONE.test(name) || names.length === 1))
    ? plain
    : undefined;
}

const LONE = /^\$\{\{[^}]*\}\}$/;
