import type { BuildEvent, PushEvent } from '../event/event';
import { writtenInput } from '../run/operand';
import { shownName } from '../run/reference';
import { isSameName } from '../text/is-same-name';
import type { Step } from '../workflow/model';
import { buildEffect } from './build-effect';

/**
 * The name of the image (no tag) as the file itself writes it, so that a fix repeats `${{ inputs.registry }}/${{ inputs.image }}` and
 * not what one caller happens to pass. Undefined where it is not written as one name.
 */
export function writtenName(event: BuildEvent | PushEvent): string | undefined {
  const [only, ...rest] = writtenNames(event) ?? [];
  return rest.length === 0 ? only : undefined;
}

/** The same for an image with several names; undefined where one of them is not written as a name that another step can repeat. */
export function writtenNames(event: BuildEvent | PushEvent): readonly string[] | undefined {
  const tags = event.kind === 'build' ? writtenInput(event.step.step, 'tags') : undefined;
  const metadata = tags === undefined ? undefined : metadataStep(event.step.step, tags);
  const images = metadata === undefined ? undefined : writtenInput(metadata, 'images');
  // metadata-action writes names in lower case, and the repository's own may have capitals.
  if (images !== undefined && /github\.(repository|actor|event)/.test(images)) return undefined;
  const names = namesAsWritten(event);
  // One expression alone may stand for a list.
  return names === undefined || (names.length > 1 && names.some((name) => LONE.test(name))) ? undefined : names;
}

/** Every name of a build's image as the file writes it, for people; undefined where the names are not written out. */
export function namesAsWritten(event: BuildEvent | PushEvent): readonly string[] | undefined {
  const { step } = event.step;
  const apart = nameApart(event);
  if (apart !== undefined) return apart.length === 0 ? undefined : apart;
  const tags = event.kind === 'build' ? writtenInput(step, 'tags') : undefined;
  if (tags === undefined) return undefined;
  const metadata = metadataStep(step, tags);
  if (metadata === undefined)
    // One expression alone is a whole reference, or several of them.
    return namesIn(tags, (name) => (LONE.test(name) ? '' : withoutTag(name)));
  const images = writtenInput(metadata, 'images');
  return images === undefined ? undefined : namesIn(images, (name) => name);
}

/** The names that an action is given apart from their tags, and often from their registry (version 1 of docker/build-push-action). */
function nameApart({ kind, step: instance }: BuildEvent | PushEvent): readonly string[] | undefined {
  const { step } = instance;
  const effect = kind === 'build' ? buildEffect(instance) : undefined;
  const image = effect?.image === undefined ? undefined : writtenInput(step, effect.image);
  if (effect === undefined || image === undefined) return undefined;
  const registry = effect.registry === undefined ? undefined : writtenInput(step, effect.registry);
  // There the action adds the owner, so that it is not written as one name.
  if (registry !== undefined && effect.owner?.registries.includes(registry.trim()) === true) return [];
  return namesIn(image, (name) =>
    registry === undefined || registry === '' || /^[^/]*[.:][^/]*\//.test(name) ? name : `${registry}/${name}`,
  );
}

/** A reference as it is written, without its digest and tag. */
export function bareName(written: string): string {
  return withoutTag(written.replace(/@.*$/, ''));
}

function withoutTag(written: string): string {
  return written.replace(/:(?:[^/:{}]|\$\{\{[^}]*\}\})+$/, '');
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
  return id === undefined ? undefined : step.job?.steps.find((other) => isSameName(other.id?.value, id));
}

/** Plain names, one per line or comma; nothing with attributes, and nothing that `bare` takes for no name. */
function namesIn(text: string, bare: (name: string) => string): readonly string[] | undefined {
  const names = text
    .split(/[\r\n,]+(?![^{]*\}\})/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.some((name) => /[=\s]/.test(name.replace(/\$\{\{[^}]*\}\}/g, '')))) return undefined;
  const plain = [...new Set(names.map(bare))];
  return plain.length > 0 && !plain.includes('') ? plain : undefined;
}

const LONE = /^\$\{\{[^}]*\}\}$/;

/** Whether every `${{ }}` in a name is a property that another step of the job can read: no shell variable, no description of a value. */
export function isRepeatable(name: string, { job }: Step): boolean {
  const holes = [...name.matchAll(/\$\{\{ (.*?) \}\}/g)].map((match) => match[1] ?? '');
  return holes.every((hole) => {
    const output = /^steps\.([\w-]+)\.outputs\.[\w-]+$/.exec(hole)?.[1];
    return output === undefined
      ? /^(github|env|inputs|vars|secrets|matrix|needs|strategy|runner)(\.[\w-]+)+$/.test(hole)
      : job?.steps.some(({ id }) => isSameName(id?.value, output)) === true;
  });
}
