import type { BuildEvent, OpaqueEvent } from '../event/event';
import { eventsInRun } from '../event/events-of';
import { equal } from '../expr/compare';
import type { Run } from '../run/run';
import { runsOf } from '../run/runs';
import { known, type Truth } from '../value/value';
import type { Analysis } from './analysis';
import { type CacheEntry, ghaCaches } from './gha-cache';

/**
 * Whether some build of the repository exports to the scope that an entry imports; unknown where that may be done by a workflow or program
 * that cannot be read. Called workflows take part in the runs that call them.
 */
export function isWritten(entry: CacheEntry, { workspace, runs }: Analysis): Truth {
  const all: Run[] = [...runs];
  for (const path of workspace.workflows) {
    const file = workspace.file(path);
    if (file === 'notLoaded') return 'unknown';
    if (file !== 'absent') all.push(...runsOf(workspace, file));
  }
  const answers = all.map((run) => writes(run, entry));
  return answers.includes(true) || (answers.includes('unknown') ? 'unknown' : false);
}

function writes(run: Run, entry: CacheEntry): Truth {
  const answers = eventsInRun(run, 'build').map((build) => exportsTo(build, entry));
  if (answers.includes(true)) return true;
  const isOpen =
    answers.includes('unknown') ||
    eventsInRun(run, 'opaque').some(mayBuild) ||
    run.jobs.some(({ callee, reached }) => reached !== false && callee !== undefined && 'unread' in callee);
  return isOpen ? 'unknown' : false;
}

/** Loops of a shell, make targets and actions nobody described may build with a cache of any name. */
function mayBuild({ may, reached }: OpaqueEvent): boolean {
  return reached !== false && may.has('build');
}

function exportsTo({ cacheTo }: BuildEvent, { scope }: CacheEntry): Truth {
  const caches = ghaCaches(cacheTo);
  if (caches === undefined) return 'unknown';
  const answers = caches.map((one) => equal(one.scope ?? DEFAULT, scope ?? DEFAULT));
  return answers.includes(true) || (answers.includes('unknown') ? 'unknown' : false);
}

/** docs.docker.com "GitHub Actions cache", scope. */
const DEFAULT = known('buildkit');
