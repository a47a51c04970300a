import type { BuildEvent } from '../event/event';
import { type Dockerfile, dockerfileOf } from '../recipe/dockerfile';
import { spread } from '../run/operand';
import { commandFolder, joined, pathText, repositoryFile } from '../run/repository-file';
import { holes } from '../value/text';
import { known, type OneOf } from '../value/value';

/** A build's Dockerfile; or the path at which the repository has none, several where a script picks one; or why it is not known which one it is. */
export type FoundDockerfile =
  | { readonly dockerfile: Dockerfile }
  | { readonly absent: readonly string[] }
  | { readonly reason: string };

/**
 * The Dockerfile a build reads. An action takes `file` from the workspace and by default the one in the context; so do `docker build`
 * and its relatives from the folder they run in (docs.docker.com `--file`). A Git context without `file` is the repository itself.
 */
export function dockerfileOfBuild(event: BuildEvent): FoundDockerfile {
  const memo = FOUND.get(event);
  if (memo !== undefined) return memo;
  const found = findDockerfile(event);
  FOUND.set(event, found);
  return found;
}

/**
 * A build as each leg of a matrix makes it, where the legs differ in context, Dockerfile or stage and in nothing that is not known; else
 * the build itself.
 */
export function buildsOfLegs(event: BuildEvent): readonly [BuildEvent, ...BuildEvent[]] {
  let builds: readonly BuildEvent[] = [event];
  for (const name of ['context', 'file', 'target'] as const)
    builds = builds.flatMap((build) => {
      const operand = build[name];
      if (operand?.value.kind !== 'template') return [build];
      return spread(operand.value).map((value) => ({ ...build, [name]: { ...operand, value } }));
    });
  const [first, ...others] = builds;
  return first === undefined || builds.length > LEGS_MAX ? [event] : [first, ...others];
}

const LEGS_MAX = 64;

/**
 * The same where every one of them certainly takes place: they differ by one axis of the matrix, or a releaser makes them all in one call.
 * Else the build itself.
 */
export function sureBuildsOfLegs(event: BuildEvent): readonly BuildEvent[] {
  const { context, file, target, dockerfiles } = event;
  if (dockerfiles !== undefined && dockerfiles.length > 0) return dockerfiles.map((one) => ({ ...event, file: one }));
  const axes = [context, file, target].flatMap((operand) => (operand === undefined ? [] : holes(operand.value)));
  return new Set(axes.map(({ key }) => key)).size === 1 && axes.every(({ shown }) => shown.startsWith('matrix.'))
    ? buildsOfLegs(event)
    : [event];
}

/** Several rules ask. What they ask of is as old as the event: a run holds only while every file it has read is the same. */
const FOUND = new WeakMap<BuildEvent, FoundDockerfile>();

function findDockerfile(event: BuildEvent): FoundDockerfile {
  const reads = event.dockerfiles === undefined ? READS_DOCKERFILES.has(event.builder) : event.file !== undefined;
  if (event.builder === 'bake' && event.part === undefined) return { reason: 'which targets are built is not known' };
  if (!reads) return { reason: `\`${event.tool}\` reads other files` };
  const folder = event.command === undefined ? '' : commandFolder(event.step, event.command);
  if (folder === undefined) return { reason: 'the folder in which the command runs is not known' };
  const context = event.context === undefined ? '.' : pathText(event.context.value);
  if (context === undefined) return { reason: 'the build context is not known' };
  if (/^([a-z+]+:\/\/|git@|-$)/i.test(context) || context.includes('{{'))
    return { reason: 'the build context is elsewhere' };
  if (event.file?.value.kind === 'oneOf') return oneOfSeveral(event, event.file.value, context, folder);
  const file = event.file === undefined ? undefined : pathText(event.file.value);
  if (event.file !== undefined && file === undefined) return { reason: 'the path of the Dockerfile is not known' };
  if (file === '-') return { reason: 'the Dockerfile comes from the standard input' };
  const path = file ?? joined(context, 'Dockerfile');
  return path === undefined
    ? { reason: 'the build context is outside the repository' }
    : dockerfileAt(event, path, folder);
}

/** Of the paths a script picks from, none can be read, as the pick is not known; but where none of them is there, all are missing. */
function oneOfSeveral(event: BuildEvent, { options }: OneOf, context: string, folder: string): FoundDockerfile {
  const paths = options.map((option) => pathText(option));
  const found = paths.map((path) =>
    path === undefined
      ? { reason: 'the path of the Dockerfile is not known' }
      : // Without a path, BuildKit looks for the default one.
        dockerfileAt(event, path === '' ? (joined(context, 'Dockerfile') ?? '') : path, folder),
  );
  const open = found.find((one) => 'reason' in one);
  if (open !== undefined) return open;
  if (!found.every((one) => 'absent' in one)) return { reason: 'which Dockerfile is picked is not known' };
  return { absent: [...new Set(found.flatMap(({ absent }) => absent))] };
}

function dockerfileAt(event: BuildEvent, path: string, folder: string): FoundDockerfile {
  const named = repositoryFile(event.step, known(path), folder);
  if ('reason' in named) return named;
  if (named.state === 'notLoaded') return { reason: `\`${named.path}\` was not read` };
  if (named.state === 'absent' && !event.step.workspace.checkout)
    return { reason: `whether the repository has \`${named.path}\` is not known here, which is no whole checkout` };
  return named.state === 'absent' ? { absent: [named.path] } : { dockerfile: dockerfileOf(named.state) };
}

const READS_DOCKERFILES: ReadonlySet<BuildEvent['builder']> = new Set([
  'buildx',
  'docker',
  'buildah',
  'podman',
  'depot',
  'kaniko',
  'bake',
]);
