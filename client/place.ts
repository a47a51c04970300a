import { Range, Uri, ViewColumn, window } from 'vscode';

/** A place of a file as the server writes it. */
export interface Place {
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

export async function reveal({ uri, range: { start, end } }: Place): Promise<void> {
  const selection = new Range(start.line, start.character, end.line, end.character);
  await window.showTextDocument(Uri.parse(uri), { viewColumn: ViewColumn.One, selection });
}
