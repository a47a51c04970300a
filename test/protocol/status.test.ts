import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { connectEditor, type EditorClient } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

const CONFIG = '.github/plimsoll.yml';

let client: EditorClient;
let repositories: readonly TemporaryRepository[] = [];

async function start(...all: readonly Readonly<Record<string, string>>[]): Promise<void> {
  repositories = all.map(temporaryRepository);
  client = await connectEditor({ folders: repositories.map(({ uri }) => uri('')) });
}

const uriOf = (path: string, index = 0): string => repositories[index]?.uri(path) ?? '';

interface Answer {
  readonly of: string;
  readonly workflows: number;
  readonly images: number;
  readonly findings: number;
}
const status = (uri?: string): Promise<Answer> => client.connection.sendRequest('plimsoll/status', { uri });

afterEach(async () => {
  await client.close();
  for (const one of repositories) one.remove();
});

describe('the numbers for a status bar', () => {
  it('are those of the workflow at hand, and follow its text', async () => {
    await start({ [RELEASE]: PUBLISHING });
    const uri = uriOf(RELEASE);
    const { items } = await client.pull(uri);
    assert.deepEqual(await status(uri), { of: 'file', workflows: 1, images: 1, findings: items.length });
    client.open(uri, 'on: push\njobs: {}\n');
    assert.equal((await status(uri)).images, 0);
  });

  it('are those of all folders where no workflow is at hand', async () => {
    await start({ [RELEASE]: PUBLISHING, [CONFIG]: 'profile: strict\n' }, { [RELEASE]: PUBLISHING });
    const both = await Promise.all([status(uriOf(RELEASE)), status(uriOf(RELEASE, 1))]);
    const findings = both.reduce((sum, one) => sum + one.findings, 0);
    const all = { of: 'workspace', workflows: 2, images: 2, findings };
    for (const uri of [undefined, uriOf(CONFIG), uriOf('Dockerfile'), 'untitled:Untitled-1'])
      assert.deepEqual(await status(uri), all);
  });

  it('are none where there are no workflows', async () => {
    await start({ Dockerfile: 'FROM scratch\n' });
    assert.deepEqual(await status(), { of: 'workspace', workflows: 0, images: 0, findings: 0 });
  });
});

describe('the place of the configuration', () => {
  const configuration = (folder: string) => client.connection.sendRequest('plimsoll/configuration', { folder });

  it('is that of the folder’s repository, whether it is there or not', async () => {
    await start({ [RELEASE]: PUBLISHING }, { [RELEASE]: PUBLISHING, '.github/plimsoll.yaml': '' });
    assert.deepEqual(await configuration(uriOf('')), { uri: uriOf(CONFIG), exists: false });
    assert.deepEqual(await configuration(uriOf('.github/workflows')), { uri: uriOf(CONFIG), exists: false });
    assert.deepEqual(await configuration(uriOf('', 1)), { uri: uriOf('.github/plimsoll.yaml', 1), exists: true });
  });

  it('is none where no file can be read', async () => {
    await start({ [RELEASE]: PUBLISHING });
    assert.equal(await configuration('untitled:Untitled-1'), null);
  });
});
