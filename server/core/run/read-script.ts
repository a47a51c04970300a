import { parseScript } from '../shell/parse-script';
import type { Script } from '../shell/script';
import { type ShellKind, shellKind } from '../shell/shell-kind';
import type { Step } from '../workflow/model';
import type { StepInstance } from './run';
import { type RunnerOs, runnerOs } from './runner';

/** The script of a run step as read, before anything is known of its variables. */
export function readScript(instance: StepInstance): Script {
  const { step } = instance;
  const shell = shellOf(instance);
  const os = runnerOs(instance.job);
  const memo = READ.get(step);
  if (memo !== undefined && memo.shell === shell && memo.os === os) return memo.script;
  const script = scriptOf(step, shellKind(shell, os));
  READ.set(step, { shell, os, script });
  return script;
}

/** Each start asks for the scripts of all its steps, nearly always for the same shell. */
const READ = new WeakMap<
  Step,
  { readonly shell: string | undefined; readonly os: RunnerOs; readonly script: Script }
>();

/** The shell as it is written for a step, its job or its workflow; undefined where the runner's own is used. */
export function shellOf({ step, job }: StepInstance): string | undefined {
  const own = step.run?.ownShell;
  if (own !== undefined) return runnerOs(job) === 'windows' ? own.windows : own.posix;
  return (step.run?.shell ?? job.job.shell ?? job.instance.workflow.shell)?.text;
}

const SCRIPTS = new WeakMap<Step, { readonly shell: string; readonly script: Script }>();

/** The script of a run step in a shell; whoever asks again for the same gets the same. */
export function scriptOf(step: Step, shell: ShellKind): Script {
  const memo = SCRIPTS.get(step);
  const id = `${shell.name}/${shell.errexit}/${shell.pipefail}`;
  if (memo?.shell === id) return memo.script;
  const script = parseScript(step.run?.field.text ?? '', shell);
  SCRIPTS.set(step, { shell: id, script });
  return script;
}
