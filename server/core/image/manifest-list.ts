import type { Analysis, PublishedImage } from './analysis';
import { runOfJob } from './run-of-job';

/**
 * Whether a script of a run that publishes an image makes a list with `docker manifest create`, which takes plain manifests only: with
 * provenance or an SBOM the image would become an index and the list would fail (docker/buildx#1509; F-030).
 */
export function feedsManifestCreate({ runs }: Analysis, { events }: PublishedImage): boolean {
  return events.some((event) =>
    runOfJob(runs, event.job)?.jobs.some(({ steps }) =>
      steps.some(
        ({ step, reached }) => reached !== false && /\bdocker\s+manifest\s+create\b/.test(step.run?.field.text ?? ''),
      ),
    ),
  );
}
