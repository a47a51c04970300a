/** What a command of the CLI may touch of the process around it. */
export interface Terminal {
  readonly cwd: string;
  readonly colour: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Hands standard input and output over to the language server, which then runs until its client leaves. */
  startServer(): void;
}

/** 0 nothing at or above the threshold, 1 findings, 2 bad usage or an internal error. */
export type ExitCode = 0 | 1 | 2;

/** A mistake in the call, said in one line. */
export interface UsageError {
  readonly usage: string;
}

/** Colours are for people at a terminal who did not ask for none (https://no-color.org). */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && (env['NO_COLOR'] ?? '') === '';
}
