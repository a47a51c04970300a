import type { BuildEvent } from '../event/event';
import { containerBuilder } from './container-builder';
import { runsBuildx } from './runs-buildx';

/**
 * The provenance that a build makes. By itself Buildx adds some only where its builder can attach attestations (buildx, build/opt.go), which
 * the engine's own can with the containerd store alone; docker/build-push-action then asks for none either (docker/actions-toolkit,
 * src/buildkit/buildkit.ts). Whether a hosted runner's engine has that store depends on its version, so without a builder nobody knows.
 */
export function provenanceOf(build: BuildEvent): BuildEvent['provenance'] {
  if (build.provenance !== 'default' || !runsBuildx(build)) return build.provenance;
  return containerBuilder(build) === true ? 'default' : 'unknown';
}
