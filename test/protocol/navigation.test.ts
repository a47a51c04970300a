import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DocumentLink, Location, Position, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { connectEditor, type EditorClient } from '../kit/editor-client';
import { CALLED, NAVIGATION, RELEASE } from '../kit/navigation-repository';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

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

describe('rename', () => {
  const documents = ({ documentChanges = [] }: WorkspaceEdit): readonly TextDocumentEdit[] =>
    documentChanges.filter((one) => 'textDocument' in one);

  it('is asked for in two steps only by clients that can', async () => {
    assert.equal(client.initialized.capabilities.renameProvider, true);
    await client.close();
    client = await connectEditor({ capabilities: { textDocument: { rename: { prepareSupport: true } } } });
    assert.deepEqual(client.initialized.capabilities.renameProvider, { prepareProvider: true });
  });

  it('starts with the name and its range', async () => {
    const { line, character } = positionOf(RELEASE, 'needs: [<|>build]');
    assert.deepEqual(await ask('prepareRename', 'needs: [bui<|>ld]'), {
      range: { start: { line, character }, end: { line, character: character + 5 } },
      placeholder: 'build',
    });
    assert.equal(await ask('prepareRename', 'ubuntu-<|>latest'), null);
  });

  it('edits open files at their version, and others as they are on disk', async () => {
    const edit = await ask<WorkspaceEdit>('rename', 'tok<|>en: ${{', { newName: 'password' });
    assert.deepEqual(
      documents(edit).map(({ textDocument, edits }) => [
        textDocument,
        edits.map((one) => 'range' in one && one.range.start),
      ]),
      [
        [
          { uri: repository.uri(CALLED), version: null },
          [positionOf(CALLED, '<|>token:'), positionOf(CALLED, 'secrets.<|>token')],
        ],
        [{ uri, version: 4 }, [positionOf(RELEASE, '<|>token: ${{')]],
      ],
    );
  });

  it('fails with a reason people can read', async () => {
    await assert.rejects(
      ask('rename', 'needs: [bui<|>ld]', { newName: 'after' }),
      /`after` is the name of another job/,
    );
    await assert.rejects(ask('prepareRename', 'workflows/call<|>ed.yml'), /rename the file/);
  });
});

describe('document links', () => {
  it('lead to files of the repository and to pages', async () => {
    const links = await client.connection.sendRequest<readonly DocumentLink[]>('textDocument/documentLink', {
      textDocument: { uri },
    });
    assert.deepEqual(
      links.map(({ range, target }) => [range.start, target]),
      [
        [positionOf(RELEASE, '<|>docker/build-push-action@v7'), 'https://github.com/docker/build-push-action/tree/v7'],
        [positionOf(RELEASE, '<|>./tools/scan'), repository.uri('tools/scan/action.yml')],
        [positionOf(RELEASE, '<|>./.github/workflows/called.yml'), repository.uri(CALLED)],
      ],
    );
  });
});
