import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorHost, type ReadFile } from './editor';

const ROOT = 'vscode-vfs://github/acme/app';
const PATH = '.github/workflows/release.yml';

/** An editor over texts by address, which can be changed, and a promise for the next arrival of files. */
function editor(texts: Map<string, string>) {
  let tell: () => void = () => undefined;
  const read = (root: string, path: string): ReadFile => ({ path, text: texts.get(`${root}/${path}`) ?? null });
  return {
    all: async (root: string) =>
      [...texts.keys()]
        .filter((uri) => uri.startsWith(`${root}/`))
        .map((uri) => read(root, uri.slice(root.length + 1))),
    some: async (root: string, paths: readonly string[]) => paths.map((path) => read(root, path)),
    arrived: () => tell(),
    next: () =>
      new Promise<void>((resolve) => {
        tell = resolve;
      }),
  };
}

test('a file is not known before it has arrived, and absent only where everything of its kind was listed', async () => {
  const own = editor(
    new Map([
      [`${ROOT}/${PATH}`, 'on: push\n'],
      [`${ROOT}/tools/scan/action.yml`, 'name: scan\n'],
    ]),
  );
  const host = editorHost(own);
  host.folders([ROOT]);
  const arrived = own.next();
  const repository = host.repository(ROOT);
  assert.equal(repository.workspace(new Map(), {}).file(PATH), 'notLoaded');
  await arrived;
  const workspace = repository.workspace(new Map(), {});
  assert.deepEqual(workspace.workflows, [PATH]);
  assert.deepEqual(workspace.actions(), ['tools/scan/action.yml']);
  const file = workspace.file(PATH);
  assert.equal(typeof file === 'string' ? file : file.text, 'on: push\n');
  assert.equal(workspace.file('.github/workflows/other.yml'), 'absent');
  assert.equal(workspace.file('scripts/publish.sh'), 'notLoaded');
});

test('a changed file is read again, and a deleted one is absent', async () => {
  const texts = new Map([[`${ROOT}/${PATH}`, 'on: push\n']]);
  const own = editor(texts);
  const host = editorHost(own);
  host.folders([`${ROOT}/`]);
  let arrived = own.next();
  const repository = host.repository(ROOT);
  await arrived;
  texts.delete(`${ROOT}/${PATH}`);
  arrived = own.next();
  repository.changed(PATH);
  await arrived;
  assert.equal(repository.workspace(new Map(), {}).file(PATH), 'absent');
  assert.deepEqual(repository.workspace(new Map(), {}).workflows, []);
});

test('a document belongs to the innermost folder, and its address comes back', () => {
  const host = editorHost(editor(new Map()));
  host.folders([ROOT, `${ROOT}/services/a%20b`]);
  const uri = `${ROOT}/services/a%20b/.github/workflows/on%20release.yml`;
  const place = host.place(uri);
  assert.deepEqual(place, { root: `${ROOT}/services/a%20b`, path: '.github/workflows/on release.yml' });
  assert.equal(place && host.uri(place.root, place.path), uri);
  assert.equal(host.place('untitled:Untitled-1'), undefined);
  assert.equal(host.rootOf('vscode-vfs://github/acme/other'), undefined);
});

test('an address that is not coded as one names no document', () => {
  const host = editorHost(editor(new Map()));
  host.folders([`${ROOT}/`]);
  assert.equal(host.place(`${ROOT}/%E0%A4%A.yml`), undefined);
  assert.deepEqual(host.place(`${ROOT}/a%20b.yml`), { root: ROOT, path: 'a b.yml' });
  assert.equal(host.uri(ROOT, 'a b.yml'), `${ROOT}/a%20b.yml`);
});
