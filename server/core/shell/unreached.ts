import { unknown } from '../value/value';
import type { Command } from './script';
import type { ResolvedCommand } from './walk';

/** A command that certainly does not run. */
export function unreached(command: Command): ResolvedCommand {
  return {
    command,
    words: command.words.map((word) => ({ word, value: unknown('is not reached'), splits: false })),
    environment: new Map(),
    reached: false,
  };
}
