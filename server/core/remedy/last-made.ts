import type { PublishedImage } from '../image/analysis';
import { publishes } from '../image/published';
import type { Refusal } from '../text/edit';

/**
 * Of an image that several places of its job publish, what users get in the end: the index, where one is made of the others. Refuses where
 * several builds publish under one name, each with a digest of its own.
 */
export function lastMade(image: PublishedImage): PublishedImage | Refusal {
  const places = [image.site, ...image.others];
  const index = places.findLast(({ events }) =>
    events.some((event) => event.kind === 'push' && (event.how === 'index' || event.tool === 'docker manifest push')),
  );
  if (index !== undefined && index !== image.site)
    return { ...image, site: index, others: [], events: [...index.events].filter(publishes) };
  const builds = places.filter(({ kind }) => kind === 'build');
  return builds.length > 1 && index === undefined
    ? { refused: 'the job publishes several images under this name, each with a digest of its own' }
    : image;
}
