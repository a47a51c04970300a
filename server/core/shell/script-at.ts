import { parse, type Script } from 'unbash';
import type { Span } from '../text/span';

/** The script that parts of a text make, with its places in that text; undefined where it cannot be read to the end. */
export function scriptAt(ranges: readonly Span[], text: string): Script | undefined {
  let padded = '';
  for (const { start, end } of ranges) {
    if (start < padded.length) return undefined;
    // What stands before a part is left blank, so that the parser counts on from there; a part begins a line.
    padded += ' '.repeat(start - padded.length).replace(/ $/, '\n') + text.slice(start, end);
  }
  try {
    const script = parse(padded);
    return (script.errors ?? []).length > 0 || script.commands.length === 0 ? undefined : script;
  } catch {
    return undefined;
  }
}
