import type { Truth } from '../value/value';

export interface GoreleaserImage {
  readonly by: 'docker' | 'docker v2' | 'manifest' | 'ko';
  /** Undefined for ko without a repository, which then takes `KO_DOCKER_REPO`. */
  readonly references: readonly string[] | undefined;
  readonly platforms: readonly string[];
  readonly pushes: Truth;
  readonly sbom: Truth;
  /** Whether its own flags ask for provenance; what its kind gets by itself is not said here. */
  readonly provenance: Truth;
  /** By which others name it; undefined where it is not written. */
  readonly id: string | undefined;
  /** Path from the project's root, as written; undefined where it is built without one or may not be built. */
  readonly dockerfile: string | undefined;
}
