import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  createProtocolConnection,
  type InitializeResult,
  LSPErrorCodes,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { root } from '../kit/root';
import { temporaryRepository } from '../kit/temporary-repository';

interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly connection: ProtocolConnection;
  /** What the process ended with. */
  readonly code: Promise<number | null>;
  readonly said: () => string;
}

function start(...args: readonly string[]): Running {
  const process_ = spawn(process.execPath, [join(root, 'dist/cli.js'), 'lsp', ...args]);
  const connection = createProtocolConnection(
    new StreamMessageReader(process_.stdout),
    new StreamMessageWriter(process_.stdin),
  );
  connection.listen();
  let said = '';
  process_.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return {
    process: process_,
    connection,
    code: new Promise((resolve) => process_.once('exit', resolve)),
    said: () => said,
  };
}

async function initialize({ connection }: Running): Promise<InitializeResult> {
  const answer = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await connection.sendNotification('initialized', {});
  return answer;
}

describe('plimsoll lsp --stdio', () => {
  it('serves, shuts down and exits with 0', async () => {
    const repository = temporaryRepository({ [RELEASE]: PUBLISHING });
    const server = start('--stdio');
    const { serverInfo } = await initialize(server);
    assert.equal(serverInfo?.name, 'plimsoll');
    const { items } = await server.connection.sendRequest<{ items: readonly { code: string }[] }>(
      'textDocument/diagnostic',
      { textDocument: { uri: repository.uri(RELEASE) } },
    );
    assert.ok(items.some(({ code }) => code === 'missing-packages-write'));
    await server.connection.sendRequest('shutdown');
    await server.connection.sendNotification('exit');
    assert.equal(await server.code, 0);
    assert.equal(server.said(), '');
    repository.remove();
  });

  it('tells why it refuses a request', async () => {
    const text = 'on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n';
    const repository = temporaryRepository({ [RELEASE]: text });
    const server = start('--stdio');
    await initialize(server);
    const asked = server.connection.sendRequest('textDocument/rename', {
      textDocument: { uri: repository.uri(RELEASE) },
      position: { line: 2, character: 3 },
      newName: '1st',
    });
    await assert.rejects(asked, { code: LSPErrorCodes.RequestFailed, message: /^`1st` is no valid name/ });
    server.process.stdin.end();
    await server.code;
    repository.remove();
  });

  it('exits with 1 when it is told to exit without a shutdown', async () => {
    const server = start('--stdio');
    await initialize(server);
    await server.connection.sendNotification('exit');
    assert.equal(await server.code, 1);
  });

  it('ends when its client has gone', async () => {
    const server = start('--stdio');
    await initialize(server);
    server.process.stdin.end();
    assert.equal(await server.code, 1);
  });

  it('says how it is called when it is called in another way', async () => {
    const server = start();
    assert.equal(await server.code, 2);
    assert.match(server.said(), /plimsoll lsp --stdio/);
  });
});
