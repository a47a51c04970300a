/** A command substitution as messages name it: on one line, and no longer than a name. */
export function briefCommand(text: string): string {
  const line = text.replace(/\\?\s+/g, ' ');
  return line.length <= LENGTH_MAX ? line : `${line.slice(0, LENGTH_MAX - 3).trimEnd()} …)`;
}

const LENGTH_MAX = 60;
