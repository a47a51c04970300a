import type { BuildEvent, ImageEvent } from '../event/event';
import type { Analysis } from '../image/analysis';
import { buildsInFile } from '../image/builds-in-file';
import { sameImage } from '../image/same-image';
import { tagSources } from '../image/tag-sources';
import { imageSites } from './image-sites';

/** A pointer at a build of some workflow: its path and its index in that workflow's `builds`. */
export interface BuildPointer {
  readonly path: string;
  readonly build: number;
}

/** The builds an event is about, by digest or name, in its own file or another. */
export function pointersOf(events: readonly ImageEvent[], analyses: readonly Analysis[]): readonly BuildPointer[] {
  const found = new Map<string, BuildPointer>();
  for (const analysis of analyses) {
    imageSites(analysis)
      .filter(({ kind }) => kind === 'build')
      .forEach((site, index) => {
        const linked = site.events.some(
          (build) => build.kind === 'build' && events.some((event) => sameRun(build, event) && linkedTo(build, event)),
        );
        if (linked) found.set(`${analysis.file.path}#${index}`, { path: analysis.file.path, build: index });
      });
  }
  return [...found.values()];
}

function sameRun(a: ImageEvent, b: ImageEvent): boolean {
  return rootOf(a) === rootOf(b);
}

function rootOf(event: ImageEvent): object {
  let instance = event.job.instance;
  while (instance.caller !== undefined) instance = instance.caller.instance;
  return instance;
}

function linkedTo(build: BuildEvent, event: ImageEvent): boolean {
  if (buildsInFile(event).includes(build)) return true;
  const subjects =
    event.kind === 'push'
      ? [event.references, event.sources, tagSources(event)]
      : 'references' in event
        ? [event.references]
        : [];
  return subjects.some((references) => references !== undefined && sameImage(build, { references }) === true);
}
