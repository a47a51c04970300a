/*
 * A text with slots: places that a person fills in, each with a word that says what belongs there. Slots with the same word are one.
 * They are kept in the text itself, between two characters that no file holds.
 */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const SLOT = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'g');

export function slot(word: string): string {
  return `${OPEN}${word}${CLOSE}`;
}

/** The text for an editor that knows nothing of slots. */
export function plainText(text: string): string {
  return text.replace(SLOT, '$1');
}

/** The text in the grammar of snippets (LSP, "Snippet Syntax"). */
export function snippetText(text: string): string {
  const words = [...new Set([...text.matchAll(SLOT)].map(([, word = '']) => word))];
  let end = 0;
  let result = '';
  for (const match of text.matchAll(SLOT)) {
    const [whole, word = ''] = match;
    result += `${escaped(text.slice(end, match.index))}\${${words.indexOf(word) + 1}:${escaped(word)}}`;
    end = match.index + whole.length;
  }
  return `${result}${escaped(text.slice(end))}$0`;
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
