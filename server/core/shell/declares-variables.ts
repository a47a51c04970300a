import { literalText } from './plain-word';
import type { Command } from './script';

/** Whether a command is one of those whose operands are assignments that stay. */
export function declaresVariables(command: Command): boolean {
  return ['export', 'local', 'declare', 'readonly', 'typeset'].includes(literalText(command.words[0]) ?? '');
}
