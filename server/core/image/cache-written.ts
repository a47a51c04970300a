import type { BuildEvent, OpaqueEvent } from '../event/event';
import { eventsInRun } from '../event/events-of';
import { equal } from '../expr/compare';
import type { Run } from '../run/run';
import { runsOf } from '../run/runs';
import { either } from '../value/truth';
import { known, type Truth } from '../value/value';
import type { Analysis } from './analysis';
import { type CacheEntry, ghaCaches } from './gha-cache';

/**
 * Whether some build of the repository exports to the scope that an entry imports; unknown where that may be done by a workflow or program
 * that cannot be read. Called workflows take part in the runs that call them.
 */
export function isWritten(entry: CacheEntry, { workspace }: Analysis): Truth {
  const files = workspace.workflows.map((path) => workspace.file(path));
  if (files.includes('notLoaded')) return 'unknown';
  return files
    .flatMap((file) => (typeof file === 'string' ? [] : runsOf(workspace, file)))
    .map((run) => writes(run, entry))
    .reduce(either, false);
}

function writes(run: Run, entry: CacheEntry): Truth {
  const written = eventsInRun(run, 'build')
    .map((build) => exportsTo(build, entry))
    .reduce(either, false);
  const isOpen =
    eventsInRun(run, 'opaque').some(mayBuild) ||
    run.jobs.some(({ callee, reached }) => reached !== false && callee !== undefined && 'unread' in callee);
  return either(written, isOpen ? 'unknown' : false);
}

/** Loops of a shell, make targets and actions nobody described may build with a cache of any name. */
function mayBuild({ may, reached }: OpaqueEvent): boolean {
  return reached !== false && may.has('build');
}

function exportsTo({ cacheTo }: BuildEvent, { scope }: CacheEntry): Truth {
  const answers = ghaCaches(cacheTo)?.map((one) => equal(one.scope ?? DEFAULT, scope ?? DEFAULT));
  return answers?.reduce(either, false) ?? 'unknown';
}

/** docs.docker.com "GitHub Actions cache", scope. */
const DEFAULT = known('buildkit');
