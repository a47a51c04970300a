import { runsInside } from '../shell/runs-inside';
import type { ResolvedCommand } from '../shell/walk';
import { wordTexts } from '../shell/word-text';
import { parts } from '../value/text';
import { onlyHole, type Value } from '../value/value';
import type { FileState } from './call-graph';
import { asValue, givenOperand } from './operand';
import type { StepInstance } from './run';
import { evaluateFieldIn } from './scope';

/** A file of the repository as a step names it, or why it is not known which one. */
export type NamedFile = { readonly path: string; readonly state: FileState } | { readonly reason: string };

/**
 * The file a step or command means by a path: one of the repository, as long as the job's checkouts leave it where it is. `absent` says
 * that the repository does not have it; a step before may still have made it (`writtenElsewhere`).
 */
export function repositoryFile(step: StepInstance, written: Value, folder = ''): NamedFile {
  // A workflow that others call runs in their repositories.
  if (step.job.instance.scenario.id === 'call:unknown')
    return { reason: 'the workflow runs in the repository that calls it' };
  const text = pathText(written);
  if (text === undefined) return { reason: 'the path is not known' };
  const path = joined(folder, text);
  if (path === undefined) return { reason: `\`${text}\` is outside the repository` };
  const own = checkedOut(step, path);
  return own === undefined
    ? { reason: `what is checked out at \`${path}\` is not known` }
    : { path: own, state: step.workspace.file(own) };
}

/** The folder in which a script's command runs, from the workspace; undefined when it is not known. */
export function commandFolder(step: StepInstance, upTo: ResolvedCommand): string | undefined {
  const start = startFolder(step);
  return start === undefined ? undefined : folderAt(start, step.script?.commands ?? [], upTo);
}

/** The folder in which one of the commands of a script runs that starts in `start`; undefined when it is not known. */
export function folderAt(
  start: string,
  commands: readonly ResolvedCommand[],
  upTo: ResolvedCommand,
): string | undefined {
  let folder: string | undefined = start;
  for (const command of commands) {
    if (command === upTo) break;
    const [program, first, more] = wordTexts(command.words);
    if (program === 'popd') return undefined;
    if (program !== 'cd' && program !== 'pushd') continue;
    if (command.reached === false || !runsInside(upTo.command, command.command.shells ?? [])) continue;
    // In a branch it may or may not hold for what follows.
    if (first === undefined || more !== undefined || command.command.guards.length > 0) return undefined;
    if (folder === undefined) return undefined;
    folder = joined(folder, first);
  }
  return folder;
}

/** The folder in which a script starts, from the workspace; undefined when it is not known. */
export function startFolder(step: StepInstance): string | undefined {
  const { owner, run } = step.step;
  const field =
    run?.workingDirectory ??
    // The defaults of a workflow reach neither into composite actions nor to what an action runs.
    (owner.kind === 'workflow' && run?.ownShell === undefined
      ? (step.job.job.workingDirectory ?? owner.workingDirectory)
      : undefined);
  const start = field === undefined ? '' : pathText(asValue(evaluateFieldIn(field, step.scope)));
  return start === undefined ? undefined : joined('', start);
}

/** The text of a path relative to the workspace; undefined where a part of it is not known. */
export function pathText(value: Value): string | undefined {
  if (value.kind !== 'known' && value.kind !== 'template') return undefined;
  const [head, ...rest] = parts(value);
  const inWorkspace =
    head !== undefined && typeof head !== 'string' && /^(github\.workspace|env\.GITHUB_WORKSPACE)$/i.test(head.shown);
  const list = inWorkspace ? ['.', ...rest] : [...(head === undefined ? [] : [head]), ...rest];
  return list.every((part) => typeof part === 'string') ? list.join('').trim() : undefined;
}

/** Two paths put together and made plain; undefined for one that leaves the workspace. */
export function joined(folder: string, path: string): string | undefined {
  const local = path.replace(/^\/github\/workspace(?=\/|$)/, '.');
  if (/^[/~]|^[a-z]:[\\/]/i.test(local)) return undefined;
  const segments: string[] = [];
  for (const segment of `${folder}/${local}`.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

/** Where a path of the workspace lies in the repository, by the checkouts before a step; undefined when it may be from elsewhere. */
function checkedOut(step: StepInstance, path: string): string | undefined {
  let own: string | undefined = path;
  for (const checkout of step.job.steps) {
    if (checkout.order >= step.order || !checksOut(checkout) || checkout.reached === false) continue;
    const into = givenOperand(checkout, 'path');
    const folder = into === undefined ? '' : pathText(into.value);
    const at = folder === undefined ? undefined : joined('', folder);
    if (at === undefined) return undefined;
    const inside =
      at === '' ? path : path === at ? '' : path.startsWith(`${at}/`) ? path.slice(at.length + 1) : undefined;
    if (inside === undefined) continue;
    const repository = givenOperand(checkout, 'repository');
    own = repository !== undefined && !isOwn(repository.value) ? undefined : inside;
  }
  return own;
}

/** Whether a step checks out a repository. */
export function checksOut({ action }: StepInstance): boolean {
  return action.kind === 'catalogued' && action.entry.effects.some(({ kind }) => kind === 'checkout');
}

function isOwn(repository: Value): boolean {
  return onlyHole(repository)?.shown === 'github.repository';
}
