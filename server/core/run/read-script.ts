import { parseScript } from '../shell/parse-script';
import type { Script } from '../shell/script';
import { type ShellKind, shellKind } from '../shell/shell-kind';
import type { Step } from '../workflow/model';
import type { StepInstance } from './run';
import { runnerOs } from './runner';

/** The script of a run step as read, before anything is known of its variables. */
export function readScript(instance: StepInstance): Script {
  return scriptOf(instance.step, shellKind(shellOf(instance), runnerOs(instance.job)));
}

/** The shell as it is written for a step, its job or its workflow; undefined where the runner's own is used. */
export function shellOf({ step, job }: StepInstance): string | undefined {
  const own = step.run?.ownShell;
  if (own !== undefined) return runnerOs(job) === 'windows' ? own.windows : own.posix;
  return (step.run?.shell ?? job.job.shell ?? job.instance.workflow.shell)?.text;
}

/** Each start asks for the scripts of all its steps, nearly always for the same shell. */
const SCRIPTS = new WeakMap<Step, { readonly shell: ShellKind; readonly script: Script }>();

/** The script of a run step in a shell; whoever asks again for the same gets the same. */
export function scriptOf(step: Step, shell: ShellKind): Script {
  const memo = SCRIPTS.get(step);
  if (memo !== undefined && isSameShell(memo.shell, shell)) return memo.script;
  const script = parseScript(step.run?.field.text ?? '', shell);
  SCRIPTS.set(step, { shell, script });
  return script;
}

function isSameShell(a: ShellKind, b: ShellKind): boolean {
  return a.name === b.name && a.errexit === b.errexit && a.pipefail === b.pipefail;
}
