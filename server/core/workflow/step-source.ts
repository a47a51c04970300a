import type { Step } from './model';

/** A step as the file writes it, keys, comments and all, with the comments behind its last key that stand as deep as its keys. */
export function stepSource({ owner, node }: Step): string {
  const { text } = owner.file;
  const { start, end } = node.span;
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const comments = new RegExp(
    `[ \\t]*(?:#[^\\n]*)?(?:\\r?\\n[ \\t]*(?=\\r?\\n)|\\r?\\n[ \\t]{${column},}#[^\\n]*)*`,
    'y',
  );
  // A block scalar ends behind its line.
  comments.lastIndex = text[end - 1] === '\n' ? end - 1 : end;
  comments.test(text);
  return text.slice(start, Math.max(end, comments.lastIndex));
}
