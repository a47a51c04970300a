import type { JobInstance } from '../run/run';
import { valueIn } from '../workflow/field';

/**
 * Whether a job starts a registry of its own beside it, as tests of pushes do (docs.docker.com, "Local registry with GitHub Actions"). What such
 * a job pushes under a name nobody knows here is taken to go there.
 */
export function runsRegistry({ job: { services } }: JobInstance): boolean {
  if (services?.kind !== 'map') return false;
  return services.entries.some(({ value }) => {
    const image = value?.kind === 'map' ? valueIn(value, 'image') : undefined;
    return image?.kind === 'scalar' && REGISTRY.test(image.value);
  });
}

const REGISTRY = /^(?:[\w.-]+(?::\d+)?\/)*(?:registry|distribution|zot[\w-]*)(?::|@|$)/;
