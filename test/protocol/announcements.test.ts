import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type {
  ClientCapabilities,
  CodeAction,
  CodeLens,
  DocumentSymbol,
  Hover,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { connectEditor, type EditorClient, PULLING } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

const COMMANDS = ['plimsoll.explainRule', 'plimsoll.openImageView'];

/** A client that knows these kinds of actions. */
const knowing = (...valueSet: readonly string[]): ClientCapabilities => ({
  ...PULLING,
  textDocument: {
    ...PULLING.textDocument,
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [...valueSet] } } },
  },
});

let client: EditorClient;
let repository: TemporaryRepository;

async function start(capabilities: ClientCapabilities, initializationOptions?: unknown): Promise<void> {
  repository = temporaryRepository({ [RELEASE]: PUBLISHING });
  client = await connectEditor({ capabilities, folders: [repository.uri('')], initializationOptions });
}

const textDocument = () => ({ uri: repository.uri(RELEASE) });
const line = PUBLISHING.split('\n').findIndex((text) => text.includes('docker/build-push-action'));
const position = { line, character: 20 };

function actions(context: object = {}, at = position): Promise<readonly CodeAction[]> {
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: textDocument(),
    range: { start: at, end: at },
    context: { diagnostics: [], ...context },
  });
}

const lenses = (): Promise<readonly CodeLens[]> =>
  client.connection.sendRequest('textDocument/codeLens', { textDocument: textDocument() });

const hovered = (): Promise<Hover> =>
  client.connection.sendRequest('textDocument/hover', { textDocument: textDocument(), position });

afterEach(async () => {
  await client.close();
  repository.remove();
});

describe('outlines', () => {
  const trees: ClientCapabilities = {
    ...PULLING,
    textDocument: { ...PULLING.textDocument, documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
  };
  const offered = (): boolean => client.initialized.capabilities.documentSymbolProvider === true;

  it('are trees of jobs and steps', async () => {
    await start(trees);
    assert.ok(offered());
    const symbols: readonly DocumentSymbol[] = await client.connection.sendRequest('textDocument/documentSymbol', {
      textDocument: textDocument(),
    });
    assert.deepEqual(
      symbols.map(({ name, children = [] }) => [name, children.at(-1)?.name, children.at(-1)?.selectionRange.start]),
      [['publish', 'Run docker/build-push-action@v7', { line, character: 14 }]],
    );
  });

  it('are left to those who have one, and not given to clients without trees', async () => {
    await start(trees, { outlined: true });
    assert.ok(!offered());
    await client.close();
    repository.remove();
    await start(PULLING);
    assert.ok(!offered());
  });
});

describe('commands', () => {
  it('are sent to a client that announces them', async () => {
    await start(PULLING, { commands: COMMANDS });
    const sent = (await actions()).flatMap(({ command }) => command ?? []);
    assert.deepEqual([...new Set(sent.map(({ command }) => command))].sort(), COMMANDS);
    assert.deepEqual(sent.find(({ command }) => command === 'plimsoll.openImageView')?.arguments, [textDocument().uri]);
    assert.equal((await lenses())[0]?.command?.command, 'plimsoll.openImageView');
    assert.match(JSON.stringify(await hovered()), /\(command:plimsoll\.explainRule\?/);
  });

  it('are sent one by one', async () => {
    await start(PULLING, { commands: ['plimsoll.explainRule', 12] });
    const sent = (await actions()).flatMap(({ command }) => command?.command ?? []);
    assert.deepEqual([...new Set(sent)], ['plimsoll.explainRule']);
  });

  for (const [name, options] of [
    ['announces nothing', undefined],
    ['announces other things', { commands: ['editor.fold'] }],
    ['announces them in another shape', { commands: 'plimsoll.explainRule' }],
  ] as const) {
    it(`are not sent to a client that ${name}; what a lens and a hover say is`, async () => {
      await start(PULLING, options);
      const all = await actions();
      assert.ok(all.length > 0 && all.every(({ command, edit }) => command === undefined && edit !== undefined));
      const [lens] = await lenses();
      assert.match(lens?.command?.title ?? '', /ghcr\.io\/acme\/app:main/);
      assert.equal(lens?.command?.command, '');
      const text = JSON.stringify(await hovered());
      assert.match(text, /\*\*missing-packages-write\*\*/);
      assert.doesNotMatch(text, /command:/);
    });
  }
});

describe('rewrites of a whole file', () => {
  const kinds = async (context?: object, at?: typeof position): Promise<readonly string[]> =>
    (await actions(context, at)).flatMap(({ kind }) => (kind?.startsWith('refactor') === true ? kind : []));

  it('are edits, for a client that has a place for them', async () => {
    for (const known of ['refactor', 'refactor.rewrite', '']) {
      await start(knowing('quickfix', known));
      const offered = (await actions()).filter(({ kind }) => kind === 'refactor.rewrite');
      assert.deepEqual(
        offered.map(({ title }) => title),
        ['Make this workflow publish safely', 'Fix all Plimsoll findings in this file that have a fix'],
      );
      for (const { edit } of offered)
        assert.match(JSON.stringify(edit satisfies WorkspaceEdit | undefined), /cosign sign/);
      await client.close();
      repository.remove();
    }
    await start(PULLING);
  });

  it('are left out for others', async () => {
    await start(knowing('quickfix', 'refactor.extract'));
    assert.deepEqual(await kinds(), []);
  });

  it('are not worked out for a cursor that only moves', async () => {
    await start(knowing('refactor'));
    assert.deepEqual(await kinds({ triggerKind: 2 }), []);
    assert.equal((await kinds({ triggerKind: 1 })).length, 2);
  });

  it('are offered anywhere by name', async () => {
    await start(knowing('refactor'));
    const top = { line: 0, character: 0 };
    assert.deepEqual(await kinds({}, top), []);
    for (const only of ['refactor', 'refactor.rewrite'])
      assert.equal((await kinds({ only: [only], triggerKind: 2 }, top)).length, 2);
    assert.deepEqual(await kinds({ only: ['refactor.inline'] }), []);
  });
});
