import type { PushEvent } from '../event/event';
import type { PublishedImage } from '../image/analysis';
import { publishes } from '../image/published';
import type { Refusal } from '../text/edit';

/** An index of one image alone is that image under another tag. */
function isIndex({ how, tool, sources }: PushEvent): boolean {
  return tool === 'docker manifest push' || (how === 'index' && sources?.length !== 1);
}

/**
 * Of an image that several places of its job publish, what users get in the end: the index, where one is made of the others. Refuses where
 * several builds publish under one name, each with a digest of its own.
 */
export function lastMade(image: PublishedImage): PublishedImage | Refusal {
  const places = [image.site, ...image.others];
  // What only other starts make (a branch has its index, a tag another) is not this image.
  const runs = new Set(image.events.map(({ job }) => job));
  const index = places.findLast(({ events }) =>
    events.some((event) => event.kind === 'push' && isIndex(event) && runs.has(event.job) && publishes(event)),
  );
  if (index !== undefined && index !== image.site)
    return { ...image, site: index, others: [], events: [...index.events].filter(publishes) };
  const builds = places.filter(({ kind }) => kind === 'build');
  return builds.length > 1 && index === undefined
    ? { refused: 'the job publishes several images under this name, each with a digest of its own' }
    : image;
}
