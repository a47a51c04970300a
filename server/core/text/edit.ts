import type { Span } from './span';

/** Replace the text of `span` (offsets into the text before any edit) by `text`. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** An edit that was not made, and why, in words a user can read. */
export interface Refusal {
  readonly refused: string;
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

/** Edits in source order; edits at one place keep the order they were given in. */
export function sortEdits(edits: readonly Edit[]): readonly Edit[] {
  return edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.order - b.order)
    .map(({ edit }) => edit);
}

/** Whether two edits cannot both be applied: they replace a common code unit, or one inserts inside the other. */
export function conflict(a: Edit, b: Edit): boolean {
  const first = a.span.start <= b.span.start ? a.span : b.span;
  const second = first === a.span ? b.span : a.span;
  return second.start < first.end;
}

/** The text with all edits made, or a refusal when two of them conflict. */
export function applyEdits(text: string, edits: readonly Edit[]): string | Refusal {
  const sorted = sortEdits(edits);
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of sorted) {
    if (span.start < at) return { refused: 'two changes touch the same text' };
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}
