import type { Span } from '../text/span';

/** What a shell does when a command fails, as it is at one place of a script. */
export interface ShellOptions {
  readonly errexit: boolean;
  readonly pipefail: boolean;
  /** What has it go on where it does: the `set +e` in force, or the command that starts a shell which was not told to stop. */
  readonly by: Span | undefined;
  readonly how: string;
}

/** What `how` says of a shell that was not told to stop. */
export const GOES_ON = 'a shell without -e';

/** The options with which a shell begins; `by` is the command that starts it, undefined for the shell of the step. */
export function optionsOf(
  { errexit, pipefail }: { readonly errexit: boolean; readonly pipefail: boolean },
  by: Span | undefined,
): ShellOptions {
  return { errexit, pipefail, by, how: GOES_ON };
}

/** The options behind `set ARGUMENT…`, which stands at `by`. */
export function withSet(options: ShellOptions, args: readonly string[], by: Span): ShellOptions {
  let after = options;
  args.forEach((arg, index) => {
    const on = arg.startsWith('-');
    if (!/^[-+][a-zA-Z]+$/.test(arg)) return;
    const name = arg.endsWith('o') ? args[index + 1] : undefined;
    if (arg.includes('e') || name === 'errexit')
      after = { ...after, errexit: on, by: on ? undefined : by, how: 'set +e' };
    if (name === 'pipefail') after = { ...after, pipefail: on };
  });
  return after;
}
