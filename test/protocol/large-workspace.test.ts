import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  CancellationTokenSource,
  type ClientCapabilities,
  type WorkDoneProgressBegin,
  WorkDoneProgressCreateRequest,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver/node';
import { connectEditor, type EditorClient, PULLING } from '../kit/editor-client';
import { PUBLISHING } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

const SHOWING: ClientCapabilities = { ...PULLING, window: { workDoneProgress: true } };
const FIRST = '.github/workflows/0.yml';

type Shown = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

let client: EditorClient;
let repository: TemporaryRepository;
/** What is said of each progress that was asked for, by its token. */
let shown: Map<unknown, readonly Shown[]>;

async function start(files: number, capabilities: ClientCapabilities): Promise<void> {
  const texts = Array.from({ length: files }, (_, index) => [`.github/workflows/${index}.yml`, PUBLISHING]);
  repository = temporaryRepository(Object.fromEntries(texts));
  client = await connectEditor({ capabilities, folders: [repository.uri('')] });
  shown = new Map();
  client.connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => void shown.set(token, []));
  client.connection.onNotification('$/progress', ({ token, value }: { token: unknown; value: Shown }) => {
    shown.set(token, [...(shown.get(token) ?? []), value]);
  });
}

interface Report {
  readonly items: readonly { readonly uri: string; readonly items: readonly unknown[] }[];
}
const pullAll = (more: object = {}): Promise<Report> =>
  client.connection.sendRequest('workspace/diagnostic', { previousResultIds: [], ...more });

afterEach(async () => {
  await client.close();
  repository.remove();
});

describe('reading a large workspace', () => {
  it('shows how far it is, once', async () => {
    await start(60, SHOWING);
    assert.equal((await pullAll()).items.length, 60);
    const [all = [], ...more] = [...shown.values()];
    assert.deepEqual(more, []);
    assert.equal(all[0]?.kind, 'begin');
    assert.equal(all.at(-1)?.kind, 'end');
    const percents = all.flatMap((one) => (one.kind === 'report' ? (one.percentage ?? []) : []));
    assert.deepEqual(
      percents,
      [...percents].sort((a, b) => a - b),
    );
    assert.equal(percents.at(-1), 100);
    await pullAll();
    assert.equal(shown.size, 1);
  });

  it('shows nothing where it takes no time, or to a client that shows nothing', async () => {
    await start(3, SHOWING);
    await pullAll();
    assert.equal(shown.size, 0);
    await client.close();
    repository.remove();
    await start(60, PULLING);
    assert.equal((await pullAll()).items.length, 60);
    assert.equal(shown.size, 0);
  });

  it('leaves time for other questions', async () => {
    await start(60, PULLING);
    const answered: string[] = [];
    await Promise.all([
      pullAll().then(() => answered.push('workspace')),
      client.connection.sendRequest('plimsoll/status', {}).then(() => answered.push('status')),
      client.pull(repository.uri(FIRST)).then(() => answered.push('document')),
    ]);
    assert.equal(answered[0], 'document');
  });

  it('hands out what it has where the client takes parts', async () => {
    await start(60, PULLING);
    assert.deepEqual((await pullAll({ partialResultToken: 'parts' })).items, []);
    const parts = (shown.get('parts') ?? []) as unknown as readonly Report[];
    const uris = parts.flatMap(({ items }) => items.map(({ uri }) => uri));
    assert.equal(new Set(uris).size, 60);
    assert.ok(parts.every(({ items }) => items.every((one) => one.items.length > 0)));
  });

  it('stops when nobody wants the answer any more', async () => {
    await start(60, SHOWING);
    const canceled = client.connection.sendRequest('workspace/diagnostic', { previousResultIds: [] }, cancelSoon());
    await canceled.catch(() => undefined);
    const [all = []] = [...shown.values()];
    assert.equal(all.at(-1)?.kind, 'end');
    assert.ok(!all.some((one) => one.kind === 'report' && one.percentage === 100));
  });
});

/** A wish that ends with the first report of progress. */
function cancelSoon() {
  const source = new CancellationTokenSource();
  client.connection.onNotification('$/progress', ({ token, value }: { token: unknown; value: Shown }) => {
    shown.set(token, [...(shown.get(token) ?? []), value]);
    if (value.kind === 'report') source.cancel();
  });
  return source.token;
}
