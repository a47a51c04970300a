import type { Refusal } from '../text/edit';
import type { Span } from '../text/span';
import type { ActionFile, Workflow } from '../workflow/model';
import { isExplained } from '../yaml/comments';

/** Refuses to change what a comment explains, be it behind it or right above: somebody has decided on it, and the comment would be wrong then. */
export function explained({ document, file }: Workflow | ActionFile, entry: Span): Refusal | undefined {
  return isExplained(document.comments, file.text, entry)
    ? { refused: 'a comment beside it says why it is written so; decide on it there' }
    : undefined;
}
