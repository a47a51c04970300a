import { literalText } from './plain-word';
import type { Command } from './script';

/** Whether a script may set a variable in a way that is not followed, so that nothing can be said of one that no assignment sets. */
export function setsUnread(commands: readonly Command[], text: string, name: string): boolean {
  return commands.some(({ words }) => SETS.has(literalText(words[0]) ?? '')) || unreadWays(name).test(text);
}

/** What gives variables to a script in a way that is not followed. */
const SETS: ReadonlySet<string> = new Set(['source', '.', 'eval', 'read', 'mapfile', 'readarray', 'getopts']);

/**
 * Ways in which a script sets a variable and no assignment is written: `((x = 1))`, `let x=1`, `printf -v x`, and `export` of what is worked
 * out in the run.
 */
function unreadWays(name: string): RegExp {
  return new RegExp(
    String.raw`\(\([^)]*\b${name}\b|\blet\b.*\b${name}\b|\s-v\s*["']?${name}\b|\b(export|declare|typeset|readonly|local)\s+(-\w+\s+)*["']?[$\x60]`,
  );
}
