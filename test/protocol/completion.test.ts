import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  type ClientCapabilities,
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
} from 'vscode-languageserver/node';
import { connectEditor, type EditorClient, PULLING } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

type Item = NonNullable<NonNullable<NonNullable<ClientCapabilities['textDocument']>['completion']>['completionItem']>;

let client: EditorClient;
let repository: TemporaryRepository;

/** The snippet that signs, offered on a last line `      - `. */
async function signing(completionItem: Item): Promise<CompletionItem> {
  repository = temporaryRepository({ [RELEASE]: PUBLISHING });
  const capabilities = { ...PULLING, textDocument: { ...PULLING.textDocument, completion: { completionItem } } };
  client = await connectEditor({ capabilities, folders: [repository.uri('')] });
  const uri = repository.uri(RELEASE);
  const text = `${PUBLISHING}      - `;
  client.open(uri, text);
  const items = await client.connection.sendRequest<readonly CompletionItem[]>('textDocument/completion', {
    textDocument: { uri },
    position: { line: text.split('\n').length - 1, character: 8 },
  });
  const found = items.find(({ label }) => label === 'Sign the image with cosign');
  assert.equal(found?.kind, CompletionItemKind.Snippet);
  return found;
}

afterEach(async () => {
  await client.close();
  repository.remove();
});

describe('a completion of several lines', () => {
  it('is a snippet that stays as it is, where both can be said', async () => {
    const item = await signing({ snippetSupport: true, insertTextModeSupport: { valueSet: [InsertTextMode.asIs] } });
    assert.equal(item.insertTextFormat, InsertTextFormat.Snippet);
    assert.equal(item.insertTextMode, InsertTextMode.asIs);
    assert.match(item.textEdit?.newText ?? '', /^name: Install cosign\n {8}uses: .+\n {6}- name: Sign the image\n/);
    assert.match(item.textEdit?.newText ?? '', /@\\\$\{\{ steps\.\$\{1:build\}\.outputs\.digest \\\}\\\}/);
  });

  it('leaves the indentation to an editor that indents snippets by itself', async () => {
    const item = await signing({ snippetSupport: true });
    assert.equal(item.insertTextMode, undefined);
    assert.match(item.textEdit?.newText ?? '', /^name: Install cosign\n {2}uses: .+\n- name: Sign the image\n/);
  });

  it('is a text for an editor that knows no snippets', async () => {
    const item = await signing({});
    assert.equal(item.insertTextFormat, undefined);
    assert.match(item.textEdit?.newText ?? '', /\n {6}- name: Sign the image\n/);
    assert.match(item.textEdit?.newText ?? '', /@\$\{\{ steps\.build\.outputs\.digest \}\}/);
  });
});
