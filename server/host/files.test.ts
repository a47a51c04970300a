import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { type TemporaryRepository, temporaryRepository } from '../../test/kit/temporary-repository';
import { sourceFile } from '../core/text/source-file';
import { disk } from './disk';
import { lintablePaths, repository, repositoryRoot } from './files';
import { gitFacts } from './git';

const GITHUB = 'https://github.com/';
const RELEASE = '.github/workflows/release.yml';

let made: TemporaryRepository | undefined;

function folder(files: Readonly<Record<string, string>>): TemporaryRepository {
  made = temporaryRepository(files);
  return made;
}

afterEach(() => made?.remove());

function textIn(root: string, path: string): string {
  const file = repository(root).workspace(new Map(), {}).file(path);
  return typeof file === 'string' ? file : file.text;
}

describe('a folder of files', () => {
  const checkout = (files: Readonly<Record<string, string>>): boolean =>
    repository(folder(files).root).workspace(new Map(), {}).checkout;

  it('is the whole repository only where git put all of it', () => {
    assert.equal(checkout({ [RELEASE]: '', '.git/config': '' }), true);
    assert.equal(checkout({ [RELEASE]: '' }), false);
    assert.equal(checkout({ [RELEASE]: '', '.git/info/sparse-checkout': '/*' }), false);
    const worktree = { [RELEASE]: '', '.git': 'gitdir: kept/worktrees/a\n', 'kept/worktrees/a/HEAD': '' };
    assert.equal(checkout(worktree), true);
    assert.equal(checkout({ ...worktree, 'kept/worktrees/a/info/sparse-checkout': '/*' }), false);
  });
});

describe('the root of a repository', () => {
  it('is the nearest folder upwards with git or workflows, else the folder itself', () => {
    const { root } = folder({
      [`outer/${RELEASE}`]: '',
      'outer/inner/.git/config': '',
      'outer/inner/src/x': '',
      'plain/x': '',
    });
    assert.equal(repositoryRoot(join(root, 'outer/inner/src/x')), join(root, 'outer/inner'));
    assert.equal(repositoryRoot(join(root, 'outer/inner/src')), join(root, 'outer/inner'));
    assert.equal(repositoryRoot(join(root, 'outer', RELEASE)), join(root, 'outer'));
    assert.equal(repositoryRoot(join(root, 'plain/x')), join(root, 'plain'));
    assert.equal(repositoryRoot(join(root, 'outer/not/there/yet.yml')), join(root, 'outer'));
  });

  it('may be a git worktree, where `.git` is a file', () => {
    const { root } = folder({ '.git': 'gitdir: /elsewhere\n', 'src/x': '' });
    assert.equal(repositoryRoot(join(root, 'src')), root);
    assert.deepEqual(gitFacts(root), {});
  });
});

describe('the actions of a repository on disk', () => {
  it('are all there are, used or not, and those that are open', () => {
    const own = folder({ [RELEASE]: '', 'tools/a/action.yml': '', 'node_modules/b/action.yml': '', 'src/x.yml': '' });
    const files = repository(own.root);
    const open = new Map([['tools/new/action.yaml', sourceFile('tools/new/action.yaml', '')]]);
    assert.deepEqual(files.workspace(open, {}).actions(), ['tools/a/action.yml', 'tools/new/action.yaml']);
    own.write('action.yml', '');
    assert.deepEqual(files.workspace(new Map(), {}).actions(), ['tools/a/action.yml']);
    files.changed('action.yml');
    assert.deepEqual(files.workspace(new Map(), {}).actions(), ['action.yml', 'tools/a/action.yml']);
  });
});

describe('a repository on disk', () => {
  it('may have folders whose names begin with two dots', () => {
    const { root } = folder({ '..images/Dockerfile': 'FROM scratch\n' });
    assert.equal(textIn(root, '..images/Dockerfile'), 'FROM scratch\n');
  });

  it('reads nothing outside itself, and no folder', () => {
    const { root } = folder({ 'secret.yml': 'outside', [`own/${RELEASE}`]: 'on: push\n' });
    const own = join(root, 'own');
    assert.equal(textIn(own, '../secret.yml'), 'absent');
    assert.equal(textIn(own, '.github/../../secret.yml'), 'absent');
    assert.equal(textIn(own, '.github/workflows'), 'absent');
    assert.equal(textIn(own, ''), 'absent');
    assert.equal(textIn(own, 'a\0b'), 'absent');
    assert.equal(textIn(own, '..'), 'absent');
    assert.equal(textIn(own, RELEASE), 'on: push\n');
  });

  it('keeps what it read until it is told of a change', () => {
    const { root, write } = folder({ [RELEASE]: 'one' });
    const own = repository(root);
    const read = (): string => {
      const file = own.workspace(new Map(), {}).file(RELEASE);
      return typeof file === 'string' ? file : file.text;
    };
    assert.equal(read(), 'one');
    write(RELEASE, 'two');
    assert.equal(read(), 'one');
    own.changed(RELEASE);
    assert.equal(read(), 'two');
    rmSync(join(root, RELEASE));
    own.changed();
    assert.equal(read(), 'absent');
    assert.deepEqual(own.workspace(new Map(), {}).workflows, []);
  });

  it('takes open texts for more than those on disk, and open workflows that are not saved yet', () => {
    const { root } = folder({ [RELEASE]: 'on disk', '.github/plimsoll.yaml': 'profile: audit\n' });
    const unsaved = '.github/workflows/new.yml';
    const open = new Map([RELEASE, unsaved, '.github/plimsoll.yml'].map((path) => [path, sourceFile(path, 'open')]));
    const workspace = repository(root).workspace(open, {});
    assert.deepEqual(workspace.workflows, [unsaved, RELEASE]);
    assert.equal(workspace.file(RELEASE), open.get(RELEASE));
    assert.equal(workspace.config, open.get('.github/plimsoll.yml'));
    assert.equal(repository(root).workspace(new Map(), {}).config?.path, '.github/plimsoll.yaml');
  });

  it('lists workflows and actions, not those of packages, below folders or behind links to nowhere', () => {
    const { root } = folder({
      [RELEASE]: '',
      '.github/workflows/below/not.yml': '',
      '.github/workflows/notes.md': '',
      'tools/publish/action.yaml': '',
      'node_modules/x/action.yml': '',
      '.git/action.yml': '',
    });
    symlinkSync('nowhere', join(root, '.github/workflows/gone.yml'));
    assert.deepEqual(lintablePaths(root, root), [RELEASE, 'tools/publish/action.yaml']);
    assert.deepEqual(lintablePaths(root, join(root, 'tools')), ['tools/publish/action.yaml']);
    assert.deepEqual(repository(root).workspace(new Map(), {}).workflows, [RELEASE]);
  });
});

describe('what git says of a repository', () => {
  const remote = (url: string): string =>
    `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n[branch "main"]\n`;

  for (const [url, name] of [
    ['https://github.com/acme/app.git', 'acme/app'],
    ['https://github.com/acme/app', 'acme/app'],
    ['git@github.com:acme/app.x.git', 'acme/app.x'],
    ['ssh://git@github.com/acme/app.git', 'acme/app'],
    ['https://user@github.com/acme/app.git', 'acme/app'],
    ['https://gitlab.example/acme/app.git', undefined],
    ['https://notgithub.com/acme/app.git', undefined],
    ['https://github.com.evil.example/acme/app', undefined],
    ['https://elsewhere.example/github.com/acme/app', undefined],
  ] as const) {
    it(`${url} is ${name ?? 'not on GitHub'}`, () => {
      const { root } = folder({ '.git/config': remote(url) });
      assert.equal(gitFacts(root).repository, name);
    });
  }

  it('is where git fetches from, not where it pushes to', () => {
    const { root } = folder({
      '.git/config': `[remote "origin"]\n\tpushurl = ${GITHUB}me/fork\n\turl = ${GITHUB}org/app\n`,
    });
    assert.equal(gitFacts(root).repository, 'org/app');
  });

  it('is not known where the configuration of git cannot be read', () => {
    const { root } = folder({ '.git/config/locked': '' });
    assert.deepEqual(gitFacts(root), {});
  });

  it('is the default branch where git recorded it', () => {
    const { root } = folder({ '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/release/next\n' });
    assert.deepEqual(gitFacts(root), { defaultBranch: 'release/next' });
  });
});

describe('addresses of documents', () => {
  it('and paths are each other’s inverse', () => {
    for (const path of [RELEASE, 'a b/ü#?%/action.yml']) {
      const { root, uri } = folder({ [RELEASE]: '', 'a b/ü#?%/action.yml': '' });
      assert.deepEqual(disk.place(uri(path)), { root, path });
      assert.equal(disk.uri(root, path), uri(path));
      made?.remove();
    }
  });
});
