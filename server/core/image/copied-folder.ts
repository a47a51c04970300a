import type { BuildEvent } from '../event/event';
import { type ContextCopy, type Dockerfile, type Stage, stageNamed } from '../recipe/dockerfile';
import { isIgnored } from '../recipe/dockerignore';
import { commandFolder, joined, pathText, repositoryFile } from '../run/repository-file';
import { known, knownText, type Truth } from '../value/value';
import { dockerfileOfBuild } from './dockerfile-of-build';

/** The instruction that puts a file of the build context into the image, with the Dockerfile it stands in. */
export interface CopiedFile {
  readonly copy: ContextCopy;
  readonly dockerfile: Dockerfile;
}

/** The folder of the workspace that a build takes as its context; undefined where it is not known or elsewhere. */
export function contextFolder(event: BuildEvent): string | undefined {
  const folder = event.command === undefined ? '' : commandFolder(event.step, event.command);
  // Without a context, the action builds the commit and not the workspace.
  const context = event.context === undefined ? undefined : pathText(event.context.value);
  if (folder === undefined || context === undefined || /^([a-z+]+:\/\/|git@|-$)/i.test(context)) return undefined;
  return context.includes('{{') ? undefined : joined(folder, context);
}

/**
 * The instruction that takes the whole context, `file` of it too, into the image that a build makes: into its stage or one that this starts
 * from. Undefined where there is none, `unknown` where what is built or left out is not known. A layer keeps what later ones remove.
 */
export function copiedWith(event: BuildEvent, file: string): CopiedFile | 'unknown' | undefined {
  const found = dockerfileOfBuild(event);
  if (!('dockerfile' in found) || !found.dockerfile.standard) return 'unknown';
  const { dockerfile } = found;
  const target = event.target === undefined ? '' : knownText(event.target.value);
  const stage = target === undefined ? undefined : stageNamed(dockerfile, target);
  if (stage === undefined) return 'unknown';
  const copy = copyInto(stage);
  if (copy === undefined) return undefined;
  const ignored = isLeftOut(event, dockerfile, file);
  return ignored === 'unknown' ? 'unknown' : ignored ? undefined : { copy, dockerfile };
}

function copyInto(stage: Stage): ContextCopy | undefined {
  for (let one: Stage | 'unknown' | undefined = stage; one !== undefined && one !== 'unknown'; one = one.parent) {
    const copy = one.copies.find(({ sources }) => sources.some((source) => WHOLE.test(source)));
    if (copy !== undefined) return copy;
  }
  return undefined;
}

const WHOLE = /^\.?\/?$/;

/** A Dockerfile's own list of what to leave out counts before that of the context (docs.docker.com, "Filename and location"). */
function isLeftOut(event: BuildEvent, dockerfile: Dockerfile, file: string): Truth {
  const folder = contextFolder(event);
  if (folder === undefined) return 'unknown';
  const paths = [`${dockerfile.file.path}.dockerignore`, joined(folder, '.dockerignore') ?? ''];
  for (const path of paths) {
    const named = repositoryFile(event.step, known(path));
    if ('reason' in named || named.state === 'notLoaded') return 'unknown';
    if (named.state === 'absent' && !event.step.workspace.checkout) return 'unknown';
    if (named.state !== 'absent') return isIgnored(named.state.text, file);
  }
  return false;
}
