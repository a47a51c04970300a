import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Location, Position } from 'vscode-languageserver/node';
import { connectEditor, type EditorClient } from '../kit/editor-client';
import { NAVIGATION } from '../kit/navigation-repository';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

const RELEASE = '.github/workflows/release.yml';
const CALLED = '.github/workflows/called.yml';

let client: EditorClient;
let repository: TemporaryRepository;
let uri: string;

beforeEach(async () => {
  repository = temporaryRepository(NAVIGATION);
  uri = repository.uri(RELEASE);
  client = await connectEditor({ folders: [repository.uri('')] });
  client.open(uri, NAVIGATION[RELEASE] ?? '', 4);
});

afterEach(async () => {
  await client.close();
  repository.remove();
});

/** The place of `<|>` in a piece of a line of a file. */
function positionOf(path: string, piece: string): Position {
  const wanted = piece.replace('<|>', '');
  const lines = (NAVIGATION[path] ?? '').split('\n');
  const line = lines.findIndex((one) => one.includes(wanted));
  return { line, character: (lines[line]?.indexOf(wanted) ?? 0) + piece.indexOf('<|>') };
}

const ask = <T>(method: string, piece: string, more: object = {}): Promise<T> =>
  client.connection.sendRequest<T>(`textDocument/${method}`, {
    textDocument: { uri },
    position: positionOf(RELEASE, piece),
    ...more,
  });

function starts(locations: readonly Location[]): readonly unknown[] {
  return locations.map(({ uri: at, range }) => [at, range.start]);
}

describe('definition', () => {
  it('goes to another file, on disk', async () => {
    const found = await ask<readonly Location[]>('definition', 'needs.call.outputs.u<|>rl');
    assert.deepEqual(starts(found), [[repository.uri(CALLED), positionOf(CALLED, '<|>url:')]]);
  });

  it('is empty for what names nothing', async () => {
    assert.deepEqual(await ask('definition', 'ubuntu-<|>latest'), []);
  });
});

describe('references', () => {
  const asked = (includeDeclaration: boolean): Promise<readonly Location[]> =>
    ask('references', 'tok<|>en: ${{', { context: { includeDeclaration } });

  it('are those of all files, with the declaration where asked for', async () => {
    const uses = [
      [repository.uri(CALLED), positionOf(CALLED, 'secrets.<|>token')],
      [uri, positionOf(RELEASE, '<|>token: ${{')],
    ];
    assert.deepEqual(starts(await asked(false)), uses);
    assert.deepEqual(starts(await asked(true)), [[repository.uri(CALLED), positionOf(CALLED, '<|>token:')], ...uses]);
  });

  it('are those of the text as it is in the editor', async () => {
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 5 },
      contentChanges: [{ text: (NAVIGATION[RELEASE] ?? '').replace('      token:', '      other:') }],
    });
    const found = await client.connection.sendRequest<readonly Location[]>('textDocument/references', {
      textDocument: { uri: repository.uri(CALLED) },
      position: positionOf(CALLED, 'secrets.tok<|>en'),
      context: { includeDeclaration: false },
    });
    assert.deepEqual(starts(found), [[repository.uri(CALLED), positionOf(CALLED, 'secrets.<|>token')]]);
  });
});
