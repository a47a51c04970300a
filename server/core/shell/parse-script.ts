import { parse } from 'unbash';
import { withPlaceholders } from './placeholders';
import { readStatements } from './read-statements';
import type { Command, Script } from './script';
import type { ShellKind } from './shell-kind';

/** Reads a script as it stands in the workflow. Never throws; what cannot be read is opaque. */
export function parseScript(text: string, shell: ShellKind): Script {
  if (!shell.readable) return unread(text, `is a script for ${shell.name}`);
  const replaced = withPlaceholders(text);
  try {
    const tree = parse(replaced.text);
    const commands: Command[] = [];
    const functions = new Map<string, readonly Command[]>();
    readStatements(tree.commands, { ...replaced, commands, functions }, shell);
    const opaque = (tree.errors ?? []).map((error) => ({
      span: { start: error.pos, end: text.length },
      reason: error.message,
    }));
    return { text, commands, functions, opaque };
  } catch (error) {
    return unread(text, error instanceof Error ? error.message : String(error));
  }
}

function unread(text: string, reason: string): Script {
  return { text, commands: [], functions: new Map(), opaque: [{ span: { start: 0, end: text.length }, reason }] };
}
