import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { connectEditor, type EditorClient, PULLING } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

let client: EditorClient;
let repositories: readonly TemporaryRepository[] = [];

afterEach(async () => {
  await client.close();
  for (const one of repositories) one.remove();
});

function temporary(files: Readonly<Record<string, string>>): TemporaryRepository {
  const made = temporaryRepository(files);
  repositories = [...repositories, made];
  return made;
}

function repository(level: string): TemporaryRepository {
  return temporary({
    [RELEASE]: PUBLISHING,
    '.github/plimsoll.yml': `rules:\n  missing-packages-write: ${level}\n`,
  });
}

async function severityIn({ uri }: TemporaryRepository): Promise<number | undefined> {
  const { items } = await client.pull(uri(RELEASE));
  return items.find(({ code }) => code === 'missing-packages-write')?.severity;
}

async function workspaceFiles(): Promise<readonly string[]> {
  const { items } = await client.connection.sendRequest<{ items: readonly { uri: string }[] }>('workspace/diagnostic', {
    previousResultIds: [],
  });
  return items.map(({ uri }) => uri).sort();
}

const folderOf = ({ uri }: TemporaryRepository): string => uri('').replace(/\/$/, '');
const filesOf = ({ uri }: TemporaryRepository): readonly string[] => [uri('.github/plimsoll.yml'), uri(RELEASE)];

describe('several folders', () => {
  it('each have the configuration of their own repository', async () => {
    const [one, two] = [repository('hint'), repository('off')];
    client = await connectEditor({ folders: [folderOf(one), folderOf(two)] });
    assert.deepEqual([await severityIn(one), await severityIn(two)], [4, undefined]);
    assert.deepEqual(await workspaceFiles(), [...filesOf(one), ...filesOf(two)].sort());
  });

  it('each have settings of their own', async () => {
    const [one, two] = [temporary({ [RELEASE]: PUBLISHING }), temporary({ [RELEASE]: PUBLISHING })];
    const levels = new Map([
      [folderOf(one), 'hint'],
      [folderOf(two), 'info'],
    ]);
    client = await connectEditor({
      folders: [folderOf(one), folderOf(two)],
      settings: (folder) => ({ rules: { 'missing-packages-write': levels.get(folder ?? '') ?? 'off' } }),
    });
    await client.refreshed();
    assert.deepEqual([await severityIn(one), await severityIn(two)], [4, 3]);
  });

  it('have the local actions that their workflows use among their files', async () => {
    const one = temporary({
      [RELEASE]: 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./tools/build\n',
      'tools/build/action.yml': 'runs:\n  using: composite\n  steps:\n    - uses: ./tools/push\n',
      'tools/push/action.yaml': 'runs:\n  using: composite\n  steps: []\n',
      'tools/unused/action.yml': 'runs:\n  using: composite\n  steps: []\n',
    });
    client = await connectEditor({ folders: [folderOf(one)] });
    assert.deepEqual(await workspaceFiles(), [
      one.uri(RELEASE),
      one.uri('tools/build/action.yml'),
      one.uri('tools/push/action.yaml'),
    ]);
  });

  it('come and go', async () => {
    const [one, two] = [repository('hint'), repository('info')];
    client = await connectEditor({ folders: [folderOf(one)] });
    assert.deepEqual(await workspaceFiles(), filesOf(one));
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: folderOf(two), name: 'two' }], removed: [{ uri: folderOf(one), name: 'one' }] },
    });
    assert.deepEqual(await workspaceFiles(), filesOf(two));
  });

  it('are one root with a client that knows no folders', async () => {
    const one = repository('warning');
    client = await connectEditor({ capabilities: { ...PULLING, workspace: {} }, rootUri: folderOf(one) });
    assert.deepEqual(await workspaceFiles(), filesOf(one));
  });

  it('may be none at all, and a single file is still read in its repository', async () => {
    const one = repository('info');
    client = await connectEditor({});
    assert.deepEqual(await workspaceFiles(), []);
    assert.equal(await severityIn(one), 3);
  });

  it('follow the configuration file on disk', async () => {
    const one = repository('hint');
    client = await connectEditor({ folders: [folderOf(one)] });
    assert.equal(await severityIn(one), 4);
    one.write('.github/plimsoll.yml', 'rules:\n  missing-packages-write: warning\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: one.uri('.github/plimsoll.yml'), type: 2 }],
    });
    await client.refreshed();
    assert.equal(await severityIn(one), 2);
  });

  it('that become a repository take the documents that are open in them along', async () => {
    const one = temporary({ 'README.md': 'new\n' });
    client = await connectEditor({ folders: [folderOf(one)] });
    // An editor opens a file by its name before the file, or any folder above it, is there.
    client.open(one.uri(RELEASE), PUBLISHING);
    assert.equal(await severityIn(one), undefined);
    one.write(RELEASE, 'on: push\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: one.uri(RELEASE), type: 1 }],
    });
    await client.refreshed();
    assert.notEqual(await severityIn(one), undefined);
  });
});
