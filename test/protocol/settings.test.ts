import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { ClientCapabilities } from 'vscode-languageserver/node';
import { connectEditor, type EditorClient, PULLING } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

let client: EditorClient;
let repository: TemporaryRepository;
let settings: unknown;

async function start(capabilities: ClientCapabilities, more: { readonly initializationOptions?: unknown } = {}) {
  repository = temporaryRepository({ [RELEASE]: PUBLISHING });
  client = await connectEditor({ capabilities, folders: [repository.uri('')], settings: () => settings, ...more });
}

afterEach(async () => {
  settings = undefined;
  await client.close();
  repository.remove();
});

const severity = async (): Promise<number | undefined> =>
  (await client.pull(repository.uri(RELEASE))).items.find(({ code }) => code === 'missing-packages-write')?.severity;

describe('settings', () => {
  it('are asked for at the start and again when they change', async () => {
    settings = { rules: { 'missing-packages-write': 'hint' } };
    await start(PULLING);
    await client.refreshed();
    assert.equal(await severity(), 4);
    settings = { rules: { 'missing-packages-write': 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.refreshed();
    assert.equal(await severity(), undefined);
  });

  it('are taken from the message where the client answers no questions', async () => {
    await start({ textDocument: { diagnostic: {} } });
    assert.equal(await severity(), 1);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { plimsoll: { rules: { 'missing-packages-write': 'info' } } },
    });
    assert.equal(await severity(), 3);
  });

  it('of a wrong shape are left out, and the rest counts', async () => {
    settings = {
      profile: 12,
      registries: 'ghcr.io',
      rules: { 'missing-packages-write': 'warning', 'no-rule': 'loud' },
    };
    await start(PULLING);
    await client.refreshed();
    assert.equal(await severity(), 2);
    for (const odd of [null, 'text', [1, 2], { rules: ['x'] }, { rules: null }]) {
      settings = odd;
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: odd });
      await client.refreshed();
      assert.equal(await severity(), 1);
    }
  });
});

describe('registrations', () => {
  it('are made of settings and files where the client can take them', async () => {
    await start(PULLING);
    await client.refreshed();
    assert.deepEqual(client.registrations.map(({ method }) => method).sort(), [
      'workspace/didChangeConfiguration',
      'workspace/didChangeWatchedFiles',
    ]);
  });

  it('leave the files to our own extension, which watches them itself', async () => {
    await start(PULLING, { initializationOptions: { files: 'disk' } });
    await client.refreshed();
    assert.deepEqual(
      client.registrations.map(({ method }) => method),
      ['workspace/didChangeConfiguration'],
    );
  });

  it('are not tried with a client that takes none', async () => {
    await start({ ...PULLING, workspace: { configuration: true, diagnostics: { refreshSupport: true } } });
    await client.refreshed();
    assert.deepEqual(client.registrations, []);
    assert.equal(await severity(), 1);
  });
});
