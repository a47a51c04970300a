import { setsUnread } from '../shell/sets-unread';
import { wordText } from '../shell/word-text';
import type { Span } from '../text/span';
import { holes } from '../value/text';
import { shellOf } from './read-script';
import type { StepInstance } from './run';
import { hosted } from './runner';
import { nobodySets } from './unset-variable';
import { unwrapped } from './unwrap';

/** Programs whose operands are images; an empty one is never meant. */
const PROGRAMS: ReadonlySet<string> = new Set(
  'docker podman buildah cosign notation crane skopeo regctl oras trivy grype syft helm'.split(' '),
);

/** What shells and hosted runners set by themselves (actions/runner-images, "Environment variables"). */
const RUNNERS =
  /^(PATH|HOME|USER|LOGNAME|SHELL|SHLVL|PWD|OLDPWD|LANG|TERM|CI|TMPDIR|HOSTNAME|UID|EUID|IFS|RANDOM|SECONDS|CONDA|NVM_DIR|ACCEPT_EULA|DEBIAN_FRONTEND|(BASH|LC|XDG|GITHUB|RUNNER|ACTIONS|JAVA|ANDROID|GO|GOROOT|DOTNET|HOMEBREW|AGENT|AZURE|PIPX)(_\w+)?|\w+_HOME)$/;

/** Variables that nothing has set where a script hands them to a program about images, with the place. */
export function unsetVariables({ script }: StepInstance): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>();
  for (const command of script?.commands ?? []) {
    if (command.reached === false || !PROGRAMS.has(wordText(unwrapped(command.words)[0]) ?? '')) continue;
    for (const { word, value } of command.words)
      for (const part of word.parts)
        if (
          part.kind === 'variable' &&
          part.operation === undefined &&
          holes(value).some(({ key, reason }) => key === `$${part.name}` && reason === 'is set in the run') &&
          !found.has(part.name) &&
          !RUNNERS.test(part.name)
        )
          found.set(part.name, word.span);
  }
  return found;
}

/** Why the variable may be there after all; undefined where it certainly is not. */
export function whyMaybeSet(instance: StepInstance, name: string): string | undefined {
  const { script, step, job } = instance;
  return (
    whyMaybeGiven(instance, name, job.steps, job.steps.indexOf(instance)) ??
    (script === undefined ||
    setsUnread(
      script.commands.map(({ command }) => command),
      step.run?.field.text ?? '',
      name,
    )
      ? 'the script may set the variable in a way that is not read'
      : undefined)
  );
}

/** Why a script may find the variable set when it starts; undefined where it certainly is not. `steps` up to `count` run before it. */
export function whyMaybeGiven(
  instance: StepInstance,
  name: string,
  steps: readonly StepInstance[],
  count: number,
): string | undefined {
  const { job } = instance;
  if (RUNNERS.test(name) || hosted(job) !== true || job.job.container !== undefined)
    return 'the runner or the container may set the variable';
  if (instance.variable(name) !== undefined) return 'the variable may be set in the environment';
  if (LOGIN_SHELL.test(shellOf(instance) ?? '') || instance.variable('BASH_ENV') !== undefined)
    return 'the shell may read the variable from a file when it starts';
  return nobodySets(steps, count, name) ? undefined : 'a step before may set the variable in a way that is not read';
}

/** Login and interactive shells read files of the user first, which an earlier step may have written (bash manual, "Startup Files"). */
const LOGIN_SHELL = /\s(-\w*[li]\w*|--login)\b/;
