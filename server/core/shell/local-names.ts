import { literalText } from './plain-word';
import type { Command } from './script';

/** The names that a command makes local to the function it stands in (Bash manual, Bash Builtins, `local` and `declare`); none for any other. */
export function localNames({ words: [first, ...rest], assignments }: Command): readonly string[] {
  if (!LOCAL.has(literalText(first) ?? '')) return [];
  const plain = rest.flatMap((word) => literalText(word) ?? []).filter((text) => /^[A-Za-z_]\w*$/.test(text));
  return [...assignments.map(({ name }) => name), ...plain];
}

const LOCAL: ReadonlySet<string> = new Set(['local', 'declare', 'typeset']);
