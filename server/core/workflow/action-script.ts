import { fieldNamed } from './field';
import type { OwnShell, Run, Uses } from './model';

/** The script that an action is given to run, as if the step ran it itself; undefined for every other action. */
export function actionScript(uses: Uses): Run | undefined {
  const runs = SCRIPTS.get(uses.field.text.trim().replace(/@.*$/s, '').toLowerCase());
  const written = runs === undefined ? undefined : fieldNamed(uses.with, runs.script);
  if (runs === undefined || written?.field === undefined) return undefined;
  // What becomes of a failure is then another matter than in a script.
  const goesOn = fieldNamed(uses.with, 'continue_on_error')?.field?.text.trim() ?? 'false';
  if (goesOn !== 'false') return undefined;
  const shell = runs.shell === undefined ? undefined : fieldNamed(uses.with, runs.shell)?.field?.text.trim();
  return {
    entry: written.entry,
    field: written.field,
    shell: undefined,
    // The name of a shell is here no more than the program, without the flags that `shell:` adds to it.
    ownShell: shell === undefined || shell === '' ? runs.runsIn : { posix: `${shell} {0}`, windows: `${shell} {0}` },
    workingDirectory: undefined,
  };
}

interface ScriptInputs {
  readonly script: string;
  readonly shell?: string;
  /** What runs the script where no shell is given. */
  readonly runsIn: OwnShell;
}

const BASH: OwnShell = { posix: 'bash {0}', windows: 'powershell' };

/** By owner and name in lower case. */
const SCRIPTS: ReadonlyMap<string, ScriptInputs> = new Map([
  // nick-fields/retry src/index.ts: `spawn(inputs.command, { shell })`, by default bash, powershell on Windows; it had another owner before.
  ['nick-fields/retry', { script: 'command', shell: 'shell', runsIn: BASH }],
  ['nick-invision/retry', { script: 'command', shell: 'shell', runsIn: BASH }],
  // Azure/cli src/main.ts: `bash --noprofile --norc -e FILE`, on Linux alone.
  ['azure/cli', { script: 'inlineScript', runsIn: { posix: 'bash -e {0}', windows: 'cmd' } }],
]);
