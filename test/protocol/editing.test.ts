import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { ClientCapabilities, CodeAction, Diagnostic, Range, TextEdit } from 'vscode-languageserver/node';
import { connectEditor, type EditorClient, PULLING } from '../kit/editor-client';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

let client: EditorClient;
let repository: TemporaryRepository;
let uri: string;

async function start(capabilities: ClientCapabilities = PULLING, text = ''): Promise<void> {
  repository = temporaryRepository({ [RELEASE]: text });
  uri = repository.uri(RELEASE);
  client = await connectEditor({ capabilities, folders: [repository.uri('')] });
}

afterEach(async () => {
  await client.close();
  repository.remove();
});

function change(version: number, ...contentChanges: readonly unknown[]): void {
  void client.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
}

async function actionsAt(range: Range): Promise<readonly CodeAction[]> {
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [] },
  });
}

function editsIn(action: CodeAction | undefined): readonly TextEdit[] {
  const documents = action?.edit?.documentChanges ?? [];
  return documents.flatMap((one) => ('edits' in one ? one.edits.filter((edit) => 'newText' in edit) : []));
}

function documentsIn(action: CodeAction | undefined): readonly unknown[] {
  return (action?.edit?.documentChanges ?? []).map((one) => ('textDocument' in one ? one.textDocument : one));
}

/** The text with edits made, counted as `encoding` says, by another way than the server's own. */
function edited(text: string, edits: readonly TextEdit[], encoding: BufferEncoding): string {
  const lines = text.split(/(?<=\n)/);
  const offset = ({ line, character }: Range['start']): number =>
    Buffer.byteLength(lines.slice(0, line).join(''), encoding) + character * (encoding === 'utf16le' ? 2 : 1);
  const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  let bytes = Buffer.from(text, encoding);
  for (const { range, newText } of sorted)
    bytes = Buffer.concat([
      bytes.subarray(0, offset(range.start)),
      Buffer.from(newText, encoding),
      bytes.subarray(offset(range.end)),
    ]);
  return bytes.toString(encoding);
}

const at = (line: number, from: number, to = from): Range => ({
  start: { line, character: from },
  end: { line, character: to },
});

describe('incremental changes', () => {
  it('are applied one after the other, also when they come faster than answers', async () => {
    await start();
    client.open(uri, PUBLISHING);
    const line = PUBLISHING.split('\n').findIndex((text) => text.includes('contents: read'));
    const pulled = [client.pull(uri)];
    // Two edits in two messages with a question between them, then two in one message, the second in the text the first made.
    change(2, { range: at(line, 2, 10), text: 'packages' });
    pulled.push(client.pull(uri));
    change(3, { range: at(line, 12, 16), text: 'w' }, { range: at(line, 13), text: 'rite' });
    pulled.push(client.pull(uri));
    const said = (await Promise.all(pulled)).map(({ items }) =>
      items.some(({ code }) => code === 'missing-packages-write'),
    );
    assert.deepEqual(said, [true, true, false]);
  });

  it('may replace the whole text, delete over lines and add behind the end', async () => {
    await start();
    client.open(uri, 'nonsense: [');
    change(2, { text: PUBLISHING });
    const end = PUBLISHING.split('\n').length - 1;
    change(3, { range: { start: { line: 3, character: 0 }, end: { line: 5, character: 0 } }, text: '' });
    change(4, { range: at(end + 50, 0), text: '# end\n' });
    const { items } = await client.pull(uri);
    assert.ok(items.some(({ code }) => code === 'permissions-implicit'));
  });
});

for (const encoding of ['utf-16', 'utf-8'] as const) {
  describe(`a client that counts in ${encoding}`, () => {
    const capabilities = { ...PULLING, general: { positionEncodings: [encoding] } };
    const width = (text: string): number => (encoding === 'utf-8' ? Buffer.byteLength(text) : text.length);
    // The publishing step on one line, behind characters of two, three and four bytes.
    const wide = PUBLISHING.replace(
      /- uses: docker\/build-push[\s\S]*/,
      '- { name: "é 漢字 😀", uses: docker/build-push-action@v7, with: { push: true, tags: "ghcr.io/acme/app:main" } }\n',
    );
    const line = wide.split('\n').findIndex((one) => one.includes('漢字'));
    const content = wide.split('\n')[line] ?? '';
    const character = (found: string): number => width(content.slice(0, content.indexOf(found)));

    it('is answered in it', async () => {
      await start(capabilities);
      assert.equal(client.initialized.capabilities.positionEncoding, encoding);
    });

    it('gets places behind wide characters right, and changes there too', async () => {
      await start(capabilities);
      client.open(uri, wide);
      const found = (await client.pull(uri)).items.find(({ code }) => code === 'missing-packages-write');
      assert.deepEqual(found?.range.start, { line, character: character('docker/build-push') });
      change(2, { range: at(line, character('true'), character('true') + 4), text: 'false' });
      const after = (await client.pull(uri)).items.map(({ code }) => code);
      assert.ok(!after.includes('missing-packages-write'));
      assert.ok(after.includes('publish-step-not-pushing'));
    });

    it('gets edits that fit behind wide characters', async () => {
      await start(capabilities);
      client.open(uri, wide);
      const found = (await client.pull(uri)).items.find(({ code }) => code === 'missing-packages-write');
      assert.ok(found !== undefined);
      const actions = await actionsAt(found.range);
      const allow = actions.find(({ title }) => title === 'Allow `missing-packages-write` here');
      assert.equal(
        edited(wide, editsIn(allow), encoding === 'utf-8' ? 'utf8' : 'utf16le'),
        wide.replace(content, `${content} # plimsoll: allow[missing-packages-write] reason`),
      );
    });
  });
}

describe('code actions', () => {
  const wanted = async (): Promise<Diagnostic> => {
    const found = (await client.pull(uri)).items.find(({ code }) => code === 'missing-packages-write');
    assert.ok(found !== undefined);
    return found;
  };

  it('name the version of the document they are for, and the diagnostic they mend', async () => {
    await start();
    client.open(uri, PUBLISHING, 12);
    const diagnostic = await wanted();
    const fix = (await actionsAt(diagnostic.range)).find(({ isPreferred }) => isPreferred === true);
    assert.equal(fix?.kind, 'quickfix');
    assert.deepEqual(fix?.diagnostics, [diagnostic]);
    assert.equal(fix?.edit?.changes, undefined);
    assert.deepEqual(documentsIn(fix), [{ uri, version: 12 }]);
  });

  it('are for the text as it is now, not as it was when the diagnostics were asked for', async () => {
    await start();
    client.open(uri, PUBLISHING, 1);
    const { range } = await wanted();
    change(2, { range: at(0, 0), text: '# one\n# two\n' });
    const moved = {
      start: { ...range.start, line: range.start.line + 2 },
      end: { ...range.end, line: range.end.line + 2 },
    };
    const fix = (await actionsAt(moved)).find(({ isPreferred }) => isPreferred === true);
    assert.deepEqual(documentsIn(fix), [{ uri, version: 2 }]);
    const fixed = edited(`# one\n# two\n${PUBLISHING}`, editsIn(fix), 'utf8');
    assert.ok(fixed.startsWith('# one\n# two\non:\n'));
    assert.deepEqual(
      fixed.split('\n').filter((one) => !PUBLISHING.split('\n').includes(one)),
      ['# one', '# two', '    permissions:', '      contents: read', '      packages: write'],
    );
  });

  it('come as plain changes for a client that knows no versions', async () => {
    await start({ ...PULLING, workspace: {} });
    client.open(uri, PUBLISHING, 12);
    const fix = (await actionsAt((await wanted()).range)).find(({ isPreferred }) => isPreferred === true);
    assert.equal(fix?.edit?.documentChanges, undefined);
    assert.deepEqual(Object.keys(fix?.edit?.changes ?? {}), [uri]);
  });

  it('reach into a file that is not open, without a version', async () => {
    const caller = '.github/workflows/caller.yml';
    await start();
    repository.write(
      caller,
      'on: push\npermissions:\n  contents: read\njobs:\n  image:\n    uses: ./.github/workflows/release.yml\n',
    );
    client.open(uri, PUBLISHING.replace(/[\s\S]*jobs:/, 'on: workflow_call\njobs:'), 3);
    const fix = (await actionsAt((await wanted()).range)).find(({ isPreferred }) => isPreferred === true);
    assert.deepEqual(documentsIn(fix), [{ uri: repository.uri(caller), version: null }]);
  });
});

describe('hover', () => {
  it('tells of the place, with the range it is about', async () => {
    await start();
    client.open(uri, PUBLISHING);
    const line = PUBLISHING.split('\n').findIndex((text) => text.includes('docker/login-action'));
    const answer = await client.connection.sendRequest<{ contents: { kind: string; value: string }; range: Range }>(
      'textDocument/hover',
      { textDocument: { uri }, position: { line, character: 20 } },
    );
    assert.equal(answer.contents.kind, 'markdown');
    assert.match(answer.contents.value, /docker\/login-action/);
    assert.equal(answer.range.start.line, line);
  });

  it('behind the end of a line is about that line, not the next', async () => {
    await start();
    client.open(uri, PUBLISHING);
    const line = PUBLISHING.split('\n').findIndex((text) => text.includes('steps:'));
    const answer = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: line - 8, character: 999 },
    });
    assert.equal(answer, null);
  });
});
