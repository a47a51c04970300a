import { show } from './text';
import type { Value } from './value';

/** A message or shown value, in which what a script works out stands as the script writes it: `$TAG`, and not `${{ $TAG }}`, which no file could hold. */
export function shellAsWritten(message: string): string {
  const at = message.search(/\$\{\{ \$(?!\{\{)/);
  if (at < 0) return message;
  let depth = 0;
  for (const brace of message.slice(at).matchAll(/\$\{\{| ?\}\}/g)) {
    depth += brace[0] === '${{' ? 1 : -1;
    if (depth > 0) continue;
    const end = at + brace.index;
    return message.slice(0, at) + message.slice(at + 4, end) + shellAsWritten(message.slice(end + brace[0].length));
  }
  return message;
}

/** A value as people are shown it: expressions in their braces, what a script works out as it stands there. */
export function showAsWritten(value: Value): string {
  return shellAsWritten(show(value));
}
