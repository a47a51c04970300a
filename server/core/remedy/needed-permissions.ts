import type { Analysis } from '../image/analysis';
import type { ImageEvent } from '../image/event';
import type { JobInstance } from '../image/run';
import type { Job } from '../workflow/model';

/** The scopes that what is known of a job needs (publishing.md §B, table of tasks). */
export function neededPermissions(
  analysis: Analysis,
  job: Job,
  instances: readonly JobInstance[],
): Record<string, 'read' | 'write'> {
  const needed: Record<string, 'read' | 'write'> = { contents: 'read' };
  const members = new Set(instances);
  for (const run of analysis.runs) {
    for (const event of run.events) {
      if (event.reached === false || !(members.has(event.job) || event.job.job.key === job.key)) continue;
      for (const [scope, level] of needsOf(event, run.events)) if (needed[scope] !== 'write') needed[scope] = level;
    }
  }
  return needed;
}

export function needsOf(
  event: ImageEvent,
  events: readonly ImageEvent[],
): readonly (readonly [string, 'read' | 'write'])[] {
  switch (event.kind) {
    case 'build':
      return event.pushes !== false && pushesToGhcr(event, events) ? [['packages', 'write']] : [];
    case 'push':
      return pushesToGhcr(event, events) ? [['packages', 'write']] : [];
    case 'sign':
      return event.identity === 'keyless' ? [['id-token', 'write']] : [];
    case 'attest':
      return event.command === undefined
        ? [
            ['id-token', 'write'],
            ['attestations', 'write'],
          ]
        : event.identity === 'keyless'
          ? [['id-token', 'write']]
          : [];
    case 'upload-sarif':
      return [['security-events', 'write']];
    case 'retention':
      return [['packages', 'write']];
    default:
      return [];
  }
}

function pushesToGhcr(event: ImageEvent & { kind: 'build' | 'push' }, events: readonly ImageEvent[]): boolean {
  if (!event.known.some(({ registry }) => registry === 'ghcr.io')) return false;
  return events.some(
    (other) =>
      other.kind === 'login' &&
      other.job === event.job &&
      other.hosts?.includes('ghcr.io') === true &&
      other.credential === 'github-token',
  );
}
