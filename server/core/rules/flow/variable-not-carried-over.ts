import { stepsBefore } from '../../image/in-job';
import { shellOf } from '../../image/read-script';
import type { StepInstance } from '../../image/run';
import { hosted } from '../../image/runner';
import { nobodySets } from '../../image/unset-variable';
import { unwrapped } from '../../image/unwrap';
import { rule } from '../../lint/rule';
import type { Command } from '../../shell/script';
import type { ResolvedCommand } from '../../shell/walk';
import { wordText } from '../../shell/word-text';
import { holes } from '../../value/text';
import { spanIn } from '../../workflow/field';

/**
 * Each `run` is a shell of its own: a variable that a script sets is gone in the next step unless it is written to GITHUB_ENV (docs:
 * workflow commands, "Setting an environment variable").
 */
export const variableNotCarriedOver = rule({
  id: 'variable-not-carried-over',
  summary: 'Script uses a variable that only an earlier step has set',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: [],
  check({ step, instances }, { report, undecided }) {
    const { run } = step;
    if (run === undefined || !run.field.text.includes('$')) return;
    for (const instance of instances) {
      if (instance.reached === false || instance.job.steps[0] === instance) continue;
      const used = unsetIn(instance);
      for (const [name, at] of used) {
        const setter = setBefore(instance, name);
        if (setter === undefined) continue;
        const doubt = doubtOf(instance, name);
        if (doubt !== undefined) {
          undecided(doubt);
          continue;
        }
        const owner = setter.step.step;
        const script = owner.run;
        report({
          at: spanIn(run.field, at),
          message: `\`$${name}\` is empty here: an earlier step sets it for its own script alone, and it does not write it to \`GITHUB_ENV\``,
          confidence: instance.reached === true ? 'certain' : 'likely',
          related:
            script === undefined
              ? []
              : [{ at: spanIn(script.field, setter.command.span), message: 'set here, and gone with this step' }],
          scenarios: [instance.job.instance.scenarioId],
          ...(script === undefined || setter.command.guards.length > 0 || owner.owner !== step.owner
            ? {}
            : {
                fix: {
                  title: `Write \`${name}\` to GITHUB_ENV`,
                  edit: (editor) => {
                    const { end } = setter.command.span;
                    return editor.replaceIn(
                      owner.owner,
                      script.field,
                      { start: end, end },
                      `; echo "${name}=$${name}" >> "$GITHUB_ENV"`,
                    );
                  },
                },
              }),
        });
      }
    }
  },
});

/** Programs whose operands are images; an empty one is never meant. */
const PROGRAMS: ReadonlySet<string> = new Set(
  'docker podman buildah cosign notation crane skopeo regctl oras trivy grype syft helm'.split(' '),
);

/** What shells and hosted runners set by themselves (actions/runner-images, "Environment variables"). */
const RUNNERS =
  /^(PATH|HOME|USER|LOGNAME|SHELL|SHLVL|PWD|OLDPWD|LANG|TERM|CI|TMPDIR|HOSTNAME|UID|EUID|IFS|RANDOM|SECONDS|CONDA|NVM_DIR|ACCEPT_EULA|DEBIAN_FRONTEND|(BASH|LC|XDG|GITHUB|RUNNER|ACTIONS|JAVA|ANDROID|GO|GOROOT|DOTNET|HOMEBREW|AGENT|AZURE|PIPX)(_\w+)?|\w+_HOME)$/;

/** Variables that nothing has set where a script hands them to a program about images, with the place. */
function unsetIn({ script }: StepInstance): ReadonlyMap<string, { readonly start: number; readonly end: number }> {
  const found = new Map<string, { readonly start: number; readonly end: number }>();
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

/** The last assignment of a variable in the script of an earlier step, for that script alone. */
function setBefore(
  instance: StepInstance,
  name: string,
): { readonly step: StepInstance; readonly command: Command } | undefined {
  for (const step of [...stepsBefore(instance)].reverse()) {
    const commands: readonly ResolvedCommand[] = step.reached === false ? [] : (step.script?.commands ?? []);
    const found = commands.find(
      ({ command, words: [program] }) =>
        (program === undefined || wordText(program) === 'export') &&
        command.assignments.some((one) => one.name === name),
    );
    if (found !== undefined) return { step, command: found.command };
  }
  return undefined;
}

/** Why the variable may be there after all; undefined where it certainly is not. */
function doubtOf(instance: StepInstance, name: string): string | undefined {
  const { job, step } = instance;
  if (hosted(job) !== true || job.job.container !== undefined)
    return 'the runner or the container may set the variable';
  if (instance.variable(name) !== undefined) return 'the variable may be set in the environment';
  if (LOGIN_SHELL.test(shellOf(instance) ?? '') || instance.variable('BASH_ENV') !== undefined)
    return 'the shell may read the variable from a file when it starts';
  if (
    instance.script?.commands.some(({ words }) => SETS.has(wordText(words[0]) ?? '')) !== false ||
    setsUnread(name).test(step.run?.field.text ?? '')
  )
    return 'the script may set the variable in a way that is not read';
  return nobodySets(job.steps, job.steps.indexOf(instance), name)
    ? undefined
    : 'a step before may set the variable in a way that is not read';
}

/** What gives variables to a script in a way that is not followed. */
const SETS: ReadonlySet<string> = new Set(['source', '.', 'eval', 'read', 'mapfile', 'readarray', 'getopts']);

/** Login and interactive shells read files of the user first, which an earlier step may have written (bash manual, "Startup Files"). */
const LOGIN_SHELL = /\s(-\w*[li]\w*|--login)\b/;

/**
 * Ways in which a script sets a variable and no assignment is written: `((x = 1))`, `let x=1`, `${x:=1}`, `printf -v x`, and `export` of what
 * is worked out in the run.
 */
function setsUnread(name: string): RegExp {
  return new RegExp(
    String.raw`\(\([^)]*\b${name}\b|\blet\b.*\b${name}\b|\$\{${name}:?=|\s-v\s*["']?${name}\b|\b(export|declare|typeset|readonly|local)\s+(-\w+\s+)*["']?[$\x60]`,
  );
}
