import type { BuildEvent } from './event';

/** Whether Buildx makes a build, told by options or by a bake file: what its drivers can do holds for both. */
export function runsBuildx({ builder }: BuildEvent): boolean {
  return builder === 'buildx' || builder === 'bake';
}
