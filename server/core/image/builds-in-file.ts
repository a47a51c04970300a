import type { BuildEvent, ImageEvent } from '../event/event';
import { archivePath, imageFile } from '../event/image-file';
import { before } from './in-job';
import { sameImage, subjectOf } from './same-image';

/**
 * The builds whose result an event takes from a file of the runner: an archive or a layout that a build before it in the job has written, or
 * that an image was put into from elsewhere on the runner. None where it reads no such file, or where nothing here is known to have written it.
 */
export function buildsInFile(event: ImageEvent): readonly BuildEvent[] {
  const memo = FOUND.get(event);
  if (memo !== undefined) return memo;
  // A file that is made of itself ends here.
  FOUND.set(event, []);
  const found = findBuilds(event);
  FOUND.set(event, found);
  return found;
}

const FOUND = new WeakMap<ImageEvent, readonly BuildEvent[]>();

function findBuilds(event: ImageEvent): readonly BuildEvent[] {
  const path = fileReadBy(event);
  if (path === undefined) return [];
  const writer = before(event, 'build', 'save').findLast((other) =>
    other.kind === 'build' ? other.saves?.includes(path) === true : other.writes === path,
  );
  if (writer === undefined) return [];
  if (writer.kind === 'build') return [writer];
  if (writer.reads !== undefined) return buildsInFile(writer);
  return before(writer, 'build').filter((build) => sameImage(build, subjectOf(writer)) === true);
}

/** The file of the runner in which an event finds the image that it works on, as `imageFile` names it. */
export function fileReadBy(event: ImageEvent): string | undefined {
  switch (event.kind) {
    case 'push':
      return event.file;
    case 'save':
      return event.reads;
    case 'scan':
      return event.archive === undefined ? imageFile(event.target?.value) : archivePath(event.archive.value);
    case 'sbom':
    case 'attach':
      return imageFile(event.target?.value);
    default:
      return undefined;
  }
}
