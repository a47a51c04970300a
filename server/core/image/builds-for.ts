import type { BuildEvent, ImageEvent } from '../event/event';
import { eventsInRun } from '../event/events-of';
import type { Run } from '../run/run';
import { buildsInFile } from './builds-in-file';
import { sameImage, subjectOf } from './same-image';

/** Builds of the run that give exactly what an event works on. */
export function buildsFor(run: Run, event: ImageEvent): readonly BuildEvent[] {
  const memo = BUILT_FOR.get(event);
  if (memo !== undefined) return memo;
  const subject = subjectOf(event);
  const inFile = buildsInFile(event);
  const found =
    inFile.length > 0 ? inFile : eventsInRun(run, 'build').filter((build) => sameImage(build, subject) === true);
  BUILT_FOR.set(event, found);
  return found;
}

const BUILT_FOR = new WeakMap<ImageEvent, readonly BuildEvent[]>();
