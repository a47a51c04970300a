import type { Step } from './model';

/** A step as the file writes it, keys, comments and all. */
export function stepSource({ owner, node }: Step): string {
  return owner.file.text.slice(node.span.start, node.span.end);
}
