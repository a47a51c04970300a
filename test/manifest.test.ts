import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openProject } from '../server/core/index';
import { sourceFile } from '../server/core/text/source-file';
import { workspaceOf } from '../server/core/workspace';
import { root } from './kit/root';

// What package.json promises the Marketplace and VS Code.

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg?: string; readonly markdown?: string };
  readonly completionEvents: readonly string[];
}

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly walkthroughs: readonly { readonly icon: string; readonly steps: readonly Step[] }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly description?: string; readonly markdownDescription?: string }>
      >;
    };
  };
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest: Manifest = JSON.parse(read('package.json'));
const { commands, menus, walkthroughs, grammars, configuration } = manifest.contributes;
const steps = walkthroughs.flatMap((one) => one.steps);

/** The files that .vscodeignore lets into the .vsix, as patterns. */
const shipped = read('.vscodeignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => new RegExp(`^${line.slice(1).replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`));

describe('package.json', () => {
  const named = [
    manifest.main,
    manifest.browser,
    manifest.icon,
    ...walkthroughs.map(({ icon }) => icon),
    ...steps.map(({ media }) => media.svg ?? media.markdown ?? ''),
    ...grammars.map(({ path }) => path),
  ].map((path) => path.replace(/^\.\//, ''));

  for (const path of new Set(named)) {
    it(`names ${path}, which is there and in the .vsix`, () => {
      // Bundles are built later; of everything else the text is in the repository.
      assert.ok(path.startsWith('dist/') || existsSync(join(root, path)));
      assert.ok(shipped.some((pattern) => pattern.test(path)));
    });
  }

  it('names only commands that it describes', () => {
    const described = new Set(commands.map(({ command }) => command));
    const used = [
      ...Object.values(menus).flatMap((entries) => entries.map(({ command }) => command)),
      ...steps.flatMap(({ description }) => [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id)),
      ...steps.flatMap(({ completionEvents }) => completionEvents.map((event) => event.replace(/^onCommand:/, ''))),
    ];
    assert.deepEqual(
      used.filter((id) => id === undefined || !described.has(id)),
      [],
    );
  });

  it('describes every setting', () => {
    const silent = Object.entries(configuration.properties).filter(
      ([, one]) => (one.markdownDescription ?? one.description ?? '') === '',
    );
    assert.deepEqual(silent, []);
  });
});

describe('the walkthrough', () => {
  it('has a command for each step, which completes it', () => {
    for (const { id, description, completionEvents } of steps) {
      const [first] = [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => `onCommand:${command}`);
      assert.ok(first !== undefined && completionEvents.includes(first), id);
    }
  });

  it('shows a configuration without a mistake', () => {
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(read('docs/walkthrough/configure.md')) ?? [];
    assert.notEqual(text, '');
    const workspace = workspaceOf([sourceFile('.github/plimsoll.yml', text)], { complete: true });
    assert.deepEqual(openProject(workspace).configProblems, []);
  });

  it('draws with the colours of the theme and without styles, which its page does not take', () => {
    const drawing = read('docs/walkthrough/way.svg');
    assert.doesNotMatch(drawing, /<style|style=|(fill|stroke)="#/);
    assert.match(drawing, /var\(--vscode-/);
  });
});

it('the icon is a picture of 256 by 256 pixels', () => {
  const png = readFileSync(join(root, manifest.icon));
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
});
