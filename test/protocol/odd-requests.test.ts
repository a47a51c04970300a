import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { connectEditor, type EditorClient } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

let client: EditorClient;
let repository: TemporaryRepository;

beforeEach(async () => {
  repository = temporaryRepository({ [RELEASE]: PUBLISHING, 'notes.txt': 'text' });
  client = await connectEditor({ folders: [repository.uri('')] });
});

afterEach(async () => {
  // Whatever was asked, the server still answers.
  const { items } = await client.pull(repository.uri(RELEASE));
  assert.ok(items.some(({ code }) => code === 'missing-packages-write'));
  await client.close();
  repository.remove();
});

const ADDRESSES: readonly string[] = [
  'file:///nowhere/.github/workflows/release.yml',
  'file://host-elsewhere/share/.github/workflows/release.yml',
  'file:///tmp/%E0%A4%A/.github/workflows/release.yml',
  'file:///tmp/a%2Fb/.github/workflows/release.yml',
  'file:///tmp/a%00b/.github/workflows/release.yml',
  'untitled:Untitled-1',
  'vscode-vfs://github/acme/app/.github/workflows/release.yml',
  'git:/x/.github/workflows/release.yml?%7B%7D',
  'not an address',
  '',
];

describe('documents at odd addresses', () => {
  for (const uri of ADDRESSES) {
    it(`nothing is said of \`${uri}\``, async () => {
      const textDocument = { uri };
      const position = { line: 0, character: 0 };
      assert.deepEqual((await client.pull(uri)).items, []);
      assert.equal(await client.connection.sendRequest('textDocument/hover', { textDocument, position }), null);
      const context = { diagnostics: [] };
      const range = { start: position, end: position };
      assert.deepEqual(
        await client.connection.sendRequest('textDocument/codeAction', { textDocument, range, context }),
        [],
      );
      assert.deepEqual(await client.connection.sendRequest('plimsoll/images', { uri }), { text: '' });
    });

    it(`\`${uri}\` can be opened, changed, watched and closed`, async () => {
      client.open(uri, 'on: push\n');
      await client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: 2 },
        contentChanges: [{ range: { start: { line: 0, character: 4 }, end: { line: 0, character: 8 } }, text: '[]' }],
      });
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] });
      await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    });
  }

  it('nothing is said of a file that is no workflow', async () => {
    client.open(repository.uri('compose.yml'), 'services: {}\n');
    assert.deepEqual((await client.pull(repository.uri('compose.yml'))).items, []);
    assert.deepEqual((await client.pull(repository.uri('notes.txt'))).items, []);
  });
});

describe('odd requests', () => {
  it('about places outside the text are answered', async () => {
    const textDocument = { uri: repository.uri(RELEASE) };
    for (const position of [
      { line: 9999, character: 0 },
      { line: 0, character: 9999 },
      { line: -1, character: -1 },
    ]) {
      await client.connection.sendRequest('textDocument/hover', { textDocument, position });
      await client.connection.sendRequest('textDocument/codeAction', {
        textDocument,
        range: { start: position, end: { line: 0, character: 0 } },
        context: { diagnostics: [] },
      });
    }
  });

  it('of unknown names are refused', async () => {
    await assert.rejects(client.connection.sendRequest('textDocument/nonsense', {}), /nhandled method/);
    await assert.rejects(client.connection.sendRequest('plimsoll/nonsense', {}), /nhandled method/);
  });

  it('about rules that do not exist have no page', async () => {
    assert.deepEqual(await client.connection.sendRequest('plimsoll/explain', { rule: 'no-such-rule' }), {});
  });

  it('for changes of documents that were never opened, or closed twice, change nothing', async () => {
    const textDocument = { uri: repository.uri(RELEASE) };
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { ...textDocument, version: 2 },
      contentChanges: [{ text: 'on: push\n' }],
    });
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
  });

  it('with a stale result id get the whole answer', async () => {
    const answer = await client.pull(repository.uri(RELEASE), 'made up');
    assert.equal(answer.kind, 'full');
  });
});
