/** How a script is run, as far as it decides what a failing command does. */
export interface ShellKind {
  /** False for PowerShell, cmd, Python and templates that name no POSIX shell: such scripts are not read. */
  readonly readable: boolean;
  readonly name: string;
  readonly errexit: boolean;
  readonly pipefail: boolean;
}

/**
 * The shell of a run step (docs: workflow-syntax, jobs.<job_id>.steps[*].shell): unspecified means `bash -e {0}` on Linux and
 * macOS and PowerShell on Windows; `bash` means `bash --noprofile --norc -eo pipefail {0}`; `sh` means `sh -e {0}`.
 */
export function shellKind(value: string | undefined, os: 'linux' | 'macos' | 'windows' | 'unknown'): ShellKind {
  if (value === undefined || value.trim() === '') {
    return os === 'windows' ? opaque('pwsh') : { readable: true, name: 'bash', errexit: true, pipefail: false };
  }
  const text = value.trim();
  if (text === 'bash') return { readable: true, name: 'bash', errexit: true, pipefail: true };
  if (text === 'sh') return { readable: true, name: 'sh', errexit: true, pipefail: false };
  const program = /^(?:\S*\/)?(bash|sh|dash|zsh)\b/.exec(text)?.[1];
  if (program === undefined) return opaque(text.split(/\s/)[0] ?? text);
  const flags = text.match(/\s-[a-z]+/g)?.join('') ?? '';
  return { readable: true, name: program, errexit: flags.includes('e'), pipefail: text.includes('pipefail') };
}

function opaque(name: string): ShellKind {
  return { readable: false, name, errexit: false, pipefail: false };
}
