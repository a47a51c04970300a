import type { BuildEvent } from '../event/event';

/** Whether Buildx makes a build, told by options, a bake file or a releaser's configuration: what its drivers can do holds for all. */
export function runsBuildx({ builder, pushes }: BuildEvent): boolean {
  // In a rehearsal, a releaser builds each platform by itself (goreleaser internal/pipe/docker/v2).
  return builder === 'buildx' || builder === 'bake' || (builder === 'releaser' && pushes === true);
}
