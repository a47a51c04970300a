import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { ClientCapabilities, CodeAction } from 'vscode-languageserver/node';
import { connectEditor, type EditorClient, PULLING } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

const CONFIG = '.github/plimsoll.yml';
const CREATES: ClientCapabilities = {
  ...PULLING,
  workspace: { ...PULLING.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
};

let client: EditorClient;
let repository: TemporaryRepository;

/** The actions at the publishing step. */
async function actions(
  capabilities: ClientCapabilities,
  files: Readonly<Record<string, string>> = {},
  only?: readonly string[],
): Promise<readonly CodeAction[]> {
  repository = temporaryRepository({ ...files, [RELEASE]: PUBLISHING });
  client = await connectEditor({ capabilities, folders: [repository.uri('')] });
  const uri = repository.uri(RELEASE);
  client.open(uri, PUBLISHING);
  const line = PUBLISHING.split('\n').findIndex((text) => text.includes('docker/build-push-action'));
  const at = { line, character: 20 };
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: at, end: at },
    context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  });
}

const switchOff = (all: readonly CodeAction[]): CodeAction | undefined =>
  all.find(({ title }) => title === `Switch \`missing-packages-write\` off in ${CONFIG}`);

afterEach(async () => {
  await client.close();
  repository.remove();
});

describe('switching a rule off', () => {
  it('makes the configuration file where the client makes files', async () => {
    const uri = (path: string): string => repository.uri(path);
    const found = switchOff(await actions(CREATES));
    assert.deepEqual(found?.edit?.documentChanges, [
      { kind: 'create', uri: uri(CONFIG), options: { overwrite: false, ignoreIfExists: false } },
      {
        textDocument: { uri: uri(CONFIG), version: null },
        edits: [
          {
            range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
            newText: 'rules:\n  missing-packages-write: off\n',
          },
        ],
      },
    ]);
  });

  it('is left out where the client makes none', async () => {
    const all = await actions(PULLING);
    assert.equal(switchOff(all), undefined);
    assert.ok(all.length > 0);
  });

  it('goes into the file that is there', async () => {
    const found = switchOff(await actions(PULLING, { [CONFIG]: 'profile: strict\n' }));
    const [change] = found?.edit?.documentChanges ?? [];
    assert.ok(change !== undefined && 'edits' in change);
    assert.equal(change.textDocument.uri, repository.uri(CONFIG));
    assert.deepEqual(
      change.edits.map((edit) => ('newText' in edit ? edit.newText : undefined)),
      ['rules:\n  missing-packages-write: off\n'],
    );
  });
});

describe('actions of the kinds that are asked for', () => {
  it('are quick-fixes alone, or none', async () => {
    const fixes = await actions(PULLING, {}, ['quickfix']);
    assert.ok(fixes.length > 0 && fixes.every(({ kind }) => kind === 'quickfix'));
  });

  it('are none where only others are wanted', async () => {
    assert.deepEqual(await actions(PULLING, {}, ['refactor']), []);
  });
});
