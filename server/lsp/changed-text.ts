import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { sourceFile } from '../core/text/source-file';
import { type Encoding, spanOf } from './encoding';

/** A document's text after changes, each of which counts its places in the text that the ones before it made. */
export function changedText(
  text: string,
  changes: readonly TextDocumentContentChangeEvent[],
  encoding: Encoding,
): string {
  return changes.reduce((before, change) => {
    if (!('range' in change)) return change.text;
    const { start, end } = spanOf(sourceFile('', before), change.range, encoding);
    return before.slice(0, start) + change.text + before.slice(end);
  }, text);
}
