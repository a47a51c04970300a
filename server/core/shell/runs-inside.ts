import type { Command } from './script';

/** Whether a command runs in a shell, or in one that this shell starts; the list names it as `Command.shells` does. */
export function runsInside(command: Command, shells: readonly number[]): boolean {
  return shells.every((shell, index) => command.shells?.[index] === shell);
}
