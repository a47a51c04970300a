import type { Span } from '../text/span';

export interface Placeholder {
  readonly span: Span;
  readonly body: string;
}

/** The script with every `${{ }}` replaced by a word of the same length, and where those were. */
export function withPlaceholders(text: string): {
  readonly text: string;
  readonly placeholders: readonly Placeholder[];
} {
  let open = text.indexOf('${{');
  if (open < 0) return { text, placeholders: [] };
  const placeholders: Placeholder[] = [];
  let result = '';
  let at = 0;
  while (open >= 0) {
    const close = end(text, open + 3);
    if (close === undefined) break;
    placeholders.push({ span: { start: open, end: close + 2 }, body: text.slice(open + 3, close) });
    result += text.slice(at, open) + 'Z'.repeat(close + 2 - open);
    at = close + 2;
    open = text.indexOf('${{', at);
  }
  return { text: result + text.slice(at), placeholders };
}

/** `}}` inside a quoted string of the expression does not end it, as GitHub reads it. */
function end(text: string, from: number): number | undefined {
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 39) quoted = !quoted;
    else if (code === 125 && !quoted && text.charCodeAt(i + 1) === 125) return i;
  }
  return undefined;
}
