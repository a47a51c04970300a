import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { connectEditor, type EditorClient } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';

const ROOT = 'vscode-vfs://github/acme/app';
const CONFIG = '.github/plimsoll.yml';
const CALLER = '.github/workflows/caller file.yml';

const uriOf = (path: string, root = ROOT): string => `${root}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** A workspace that only the editor can read: texts by address, and what the server has asked for. */
interface VirtualWorkspace {
  readonly texts: Map<string, string>;
  readonly asked: string[];
  readonly client: EditorClient;
  /** Rules found in a document; what is not open is read by the server itself. */
  rules(path: string, root?: string): Promise<readonly string[]>;
  /** The addresses of a workspace diagnostic. */
  files(): Promise<readonly string[]>;
}

let client: EditorClient | undefined;

afterEach(async () => {
  await client?.close();
  client = undefined;
});

/** `gate` holds the answers back until it resolves. */
async function virtualWorkspace(
  files: Readonly<Record<string, string>>,
  setup: { readonly gate?: Promise<void>; readonly fails?: boolean; readonly roots?: readonly string[] } = {},
): Promise<VirtualWorkspace> {
  const texts = new Map(Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, text]));
  const asked: string[] = [];
  const connected = await connectEditor({
    folders: setup.roots ?? [ROOT],
    initializationOptions: { files: 'editor' },
    async files(folder, paths) {
      asked.push(`${folder.replace(ROOT, '')}: ${paths?.join() ?? 'all'}`);
      await setup.gate;
      if (setup.fails === true) throw new Error('the file system is gone');
      const all = [...texts.keys()].filter((uri) => uri.startsWith(`${folder}/`));
      const wanted = paths ?? all.map((uri) => uri.slice(folder.length + 1));
      return wanted.map((path) => ({ path, text: texts.get(`${folder}/${path}`) ?? null }));
    },
  });
  client = connected;
  return {
    texts,
    asked,
    client: connected,
    async rules(path, root) {
      const { items } = await connected.pull(uriOf(path, root));
      return items.map(({ code }) => String(code));
    },
    async files() {
      const { items } = await connected.connection.sendRequest<{ items: readonly { uri: string }[] }>(
        'workspace/diagnostic',
        { previousResultIds: [] },
      );
      return items.map(({ uri }) => uri).sort();
    },
  };
}

/** A promise with its switch. */
function gate(): { readonly closed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { closed, open: () => open() };
}

const CALLED = '.github/workflows/called.yml';
const CALLING = `on: push\njobs:\n  call:\n    uses: ./${CALLED}\n`;

describe('files that the editor reads', () => {
  it('are asked for once, and then known without being open', async () => {
    const {
      rules,
      files,
      asked,
      client: own,
    } = await virtualWorkspace({ [RELEASE]: PUBLISHING, [CALLER]: 'on: push\n' });
    await rules(RELEASE);
    await own.refreshed();
    assert.ok((await rules(RELEASE)).includes('missing-packages-write'));
    assert.deepEqual(await files(), [uriOf(CALLER), uriOf(RELEASE)].sort());
    assert.deepEqual(asked, [': all']);
  });

  it('change what was said before they arrived, by a request for another pull', async () => {
    const held = gate();
    const { rules, client: own } = await virtualWorkspace(
      { [CONFIG]: 'rules:\n  missing-packages-write: off\n' },
      { gate: held.closed },
    );
    own.open(uriOf(RELEASE), PUBLISHING);
    assert.ok((await rules(RELEASE)).includes('missing-packages-write'));
    held.open();
    await own.refreshed();
    assert.ok(!(await rules(RELEASE)).includes('missing-packages-write'));
  });

  it('are not missed before they have arrived', async () => {
    const held = gate();
    const called = PUBLISHING.replace(
      'on:\n  push:\n    branches: [main]',
      'on:\n  workflow_call:\n    inputs:\n      tag: { type: string, required: true }',
    );
    const { rules, client: own } = await virtualWorkspace({ [CALLED]: called }, { gate: held.closed });
    own.open(uriOf(CALLER), CALLING);
    const before = await rules(CALLER);
    held.open();
    await own.refreshed();
    assert.deepEqual(
      [before, await rules(CALLER)].map((found) => found.includes('reusable-call-contract')),
      [false, true],
    );
  });

  it('are read again when they change, alone, and gone when they are', async () => {
    const { rules, texts, asked, client: own } = await virtualWorkspace({ [RELEASE]: PUBLISHING });
    await rules(RELEASE);
    await own.refreshed();
    const change = async (path: string, text: string | undefined, type: number): Promise<void> => {
      if (text === undefined) texts.delete(`${ROOT}/${path}`);
      else texts.set(`${ROOT}/${path}`, text);
      await own.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf(path), type }],
      });
      // Once for the change, once for what was read.
      await own.refreshed();
      await own.refreshed();
    };
    await change(CONFIG, 'rules:\n  missing-packages-write: off\n', 1);
    assert.ok(!(await rules(RELEASE)).includes('missing-packages-write'));
    await change(CONFIG, undefined, 3);
    assert.ok((await rules(RELEASE)).includes('missing-packages-write'));
    await change(RELEASE, undefined, 3);
    assert.deepEqual(await rules(RELEASE), []);
    assert.deepEqual(asked, [': all', `: ${CONFIG}`, `: ${CONFIG}`, `: ${RELEASE}`]);
  });

  it('that cannot be read leave open documents to be judged by themselves', async () => {
    const { rules, client: own } = await virtualWorkspace({}, { fails: true });
    own.open(uriOf(RELEASE), PUBLISHING);
    assert.ok((await rules(RELEASE)).includes('missing-packages-write'));
    own.open(uriOf(CALLER), CALLING);
    assert.deepEqual(await rules(CALLER), []);
  });

  it('are those of every folder, also of one that is added', async () => {
    const other = `${ROOT}/services/api`;
    const {
      files,
      rules,
      asked,
      client: own,
    } = await virtualWorkspace({
      [RELEASE]: 'on: push\n',
      [`services/api/${RELEASE}`]: PUBLISHING,
    });
    await rules(RELEASE);
    await own.refreshed();
    await own.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: other, name: 'api' }], removed: [] },
    });
    await own.refreshed();
    await rules(RELEASE, other);
    await own.refreshed();
    assert.ok((await rules(RELEASE, other)).includes('missing-packages-write'));
    assert.deepEqual(await files(), [uriOf(RELEASE), uriOf(RELEASE, other)].sort());
    assert.ok(asked.includes('/services/api: all'), asked.join());
  });

  it('and documents that were open before their folder was added, as they are typed', async () => {
    const other = 'vscode-vfs://github/acme/other';
    const { rules, client: own } = await virtualWorkspace({});
    own.open(uriOf(RELEASE, other), 'on: push\n');
    assert.deepEqual(await rules(RELEASE, other), []);
    await own.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: other, name: 'other' }], removed: [] },
    });
    await own.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf(RELEASE, other), version: 2 },
      contentChanges: [{ text: PUBLISHING }],
    });
    assert.ok((await rules(RELEASE, other)).includes('missing-packages-write'));
  });

  it('lead to definitions in files that are not open', async () => {
    const { rules, client: own } = await virtualWorkspace({
      [CALLER]: CALLING,
      [CALLED]: 'on:\n  workflow_call:\njobs: {}\n',
    });
    await rules(CALLER);
    await own.refreshed();
    const found = await own.connection.sendRequest('textDocument/definition', {
      textDocument: { uri: uriOf(CALLER) },
      position: { line: 3, character: 14 },
    });
    assert.deepEqual(
      [found].flat().map((one) => (one as { uri: string }).uri),
      [uriOf(CALLED)],
    );
  });
});
