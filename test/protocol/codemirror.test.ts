import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Hover, TextEdit } from 'vscode-languageserver/node';
import { PUBLISHING, RELEASE } from '../kit/publishing-workflow';
import { root } from '../kit/root';
import { type TemporaryRepository, temporaryRepository } from '../kit/temporary-repository';

// A client that is not ours, with habits of its own: it says that it pulls diagnostics and takes only what is pushed, synchronises late,
// takes edits without versions, and knows no command.

interface Shown {
  readonly severity: string;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

interface Editor {
  text(): string;
  diagnostics(fits: (all: readonly Shown[]) => boolean): Promise<readonly Shown[]>;
  request(method: string, params: object): Promise<unknown>;
  apply(edits: readonly TextEdit[]): void;
  type(offset: number, text: string): void;
  complete(): Promise<readonly string[]>;
  accept(label: string): Promise<void>;
  /** Answers what the server ended with. */
  close(): Promise<number | null>;
}

let editor: Editor;
let repository: TemporaryRepository;
const step = PUBLISHING.indexOf('docker/build-push-action');
const failing = (all: readonly Shown[]): readonly Shown[] => all.filter(({ severity }) => severity === 'error');

beforeEach(async () => {
  repository = temporaryRepository({ [RELEASE]: PUBLISHING, Dockerfile: 'FROM scratch\n' });
  const { openEditor } = await import(pathToFileURL(join(root, 'test/kit/codemirror-editor.mjs')).href);
  editor = await openEditor({
    command: [process.execPath, join(root, 'dist/cli.js'), 'lsp', '--stdio'],
    rootUri: repository.uri('').replace(/\/$/, ''),
    uri: repository.uri(RELEASE),
    text: PUBLISHING,
  });
});

afterEach(async () => {
  assert.equal(await editor.close(), 0);
  repository.remove();
});

describe('in CodeMirror', () => {
  it('findings are shown where they are, and a quick-fix mends one', async () => {
    const [error, ...more] = failing(await editor.diagnostics((all) => failing(all).length > 0));
    assert.deepEqual(more, []);
    assert.equal(PUBLISHING.slice(error?.from, error?.to), 'docker/build-push-action@v7');
    assert.match(error?.message ?? '', /`packages: write`/);
    const actions = (await editor.request('textDocument/codeAction', {
      from: step,
      to: step + 6,
      context: { diagnostics: [] },
    })) as readonly CodeAction[];
    assert.ok(actions.every(({ command }) => command === undefined));
    const fix = actions.find(({ isPreferred }) => isPreferred === true);
    editor.apply(fix?.edit?.changes?.[repository.uri(RELEASE)] ?? []);
    assert.match(editor.text(), /^ {6}packages: write$/m);
    const left = await editor.diagnostics((all) => failing(all).length === 0);
    assert.ok(left.some(({ severity }) => severity === 'warning'));
  });

  it('hovering tells what an action does, without links that lead nowhere', async () => {
    const { contents } = (await editor.request('textDocument/hover', { from: step + 3 })) as Hover;
    assert.match(JSON.stringify(contents), /Builds an image with BuildKit/);
    assert.doesNotMatch(JSON.stringify(contents), /command:/);
  });

  it('inputs are completed', async () => {
    editor.type(PUBLISHING.length, '          pla');
    assert.deepEqual(await editor.complete(), ['platforms']);
    await editor.accept('platforms');
    assert.match(editor.text(), /\n {10}platforms: $/);
  });

  it('whole steps are completed, with their indentation', async () => {
    editor.type(PUBLISHING.length, '      - sign');
    assert.equal((await editor.complete())[0], 'Sign the image with cosign');
    await editor.accept('Sign the image with cosign');
    assert.match(
      editor.text().slice(PUBLISHING.length),
      /^ {6}- name: Install cosign\n {8}uses: .+\n {6}- name: Sign the image\n {8}env:\n {10}IMAGE: .+\n {8}run: cosign sign --yes "\$IMAGE"$/,
    );
  });
});
