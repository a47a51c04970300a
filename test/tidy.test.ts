import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { allRules } from '../server/core/rules/index';
import { importsOf, LAYERS, layerOf, NPM, resolveImport } from './kit/layers';
import { root } from './kit/root';

// Rules of the repository itself.

const SKIPPED = new Set(['.git', 'node_modules', 'dist', 'out', '.e2e', '.vscode-test']);
const files = walk('').filter((path) => !/\.(vsix|tsbuildinfo)$/.test(path));
const code = files.filter((path) => /\.(ts|mts|mjs)$/.test(path));
const sources = files.filter((path) => path.endsWith('.ts') && /^(server|client|test|syntaxes)\//.test(path));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('rules', () => {
  const rulePaths = files.filter(
    (path) => /^server\/core\/rules\/[^/]+\/.*\.ts$/.test(path) && !path.endsWith('.test.ts'),
  );

  it('have the id of their file, once', () => {
    assert.deepEqual(
      allRules.map(({ id }) => id),
      rulePaths.map((path) => basename(path, '.ts')).sort(),
    );
  });

  for (const path of rulePaths) {
    const page = path.replace(/\.ts$/, '.md');
    it(`${page} shows what is flagged, what is allowed and where it is from`, () => {
      assert.ok(existsSync(join(root, page)), 'there is no page');
      const headings = [...read(page).matchAll(/^## (.*)$/gm)].map((match) => match[1]);
      for (const heading of ['Flags', 'Allows', 'Sources'])
        assert.ok(headings.includes(heading), `there is no section "${heading}"`);
      assert.match(read(page).split('## Sources')[1] ?? '', /^- \S/m, 'no source is listed');
    });
  }

  for (const path of files.filter((candidate) => /^server\/core\/rules\/.*\.md$/.test(candidate))) {
    it(`${path} belongs to a rule`, () => assert.ok(rulePaths.includes(path.replace(/(\.cases)?\.md$/, '.ts'))));
  }
});

it('generated files are current', async () => {
  const { generate } = await import(pathToFileURL(join(root, 'server/tools/gen.mjs')).href);
  const generated: ReadonlyMap<string, string> = await generate(root);
  const stale = [...generated]
    .filter(([path, text]) => !existsSync(join(root, path)) || read(path) !== text)
    .map(([path]) => path);
  assert.deepEqual(stale, [], 'run npm run gen');
});

describe('files', () => {
  it('have at most 400 lines', () => {
    const long = sources
      .filter((path) => !path.includes('.generated.'))
      .filter((path) => read(path).split('\n').length > 400);
    assert.deepEqual(long, []);
  });

  it('are named after what they hold', () => {
    assert.deepEqual(
      code.filter((path) => /(^|[/.-])(utils?|helpers?|common|misc)([/.-]|$)/.test(path)),
      [],
    );
  });

  it('have no open task without the number of an issue', () => {
    const open = new RegExp(`\\b${['TO', 'DO'].join('')}\\b(?! ?\\(?#\\d)`);
    assert.deepEqual(
      code.filter((path) => open.test(read(path))),
      [],
    );
  });

  it('skip no test', () => {
    const skipping = new RegExp(`\\b(it|test|describe)\\.(${['skip', 'only', 'todo'].join('|')})\\(`);
    assert.deepEqual(
      code.filter((path) => skipping.test(read(path))),
      [],
    );
  });

  it('name no package registry and nothing of the machine they were written on', () => {
    // Written in pieces, so that this file does not name them either.
    const hosts = [
      ['npmjs', 'org'],
      ['npmjs', 'com'],
      ['yarnpkg', 'com'],
      ['pypi', 'org'],
      ['pythonhosted', 'org'],
      ['rubygems', 'org'],
      ['proxy.golang', 'org'],
      ['repo.maven', 'apache'],
    ];
    const places = [
      ['/work', 'main'],
      ['/work', 'shared'],
    ].map((parts) => parts.join('/'));
    const words = [...hosts.map((parts) => parts.join('.')), ...places];
    const text = files.filter((path) => !/\.(png|jpg|gif|ico|wasm|woff2?)$/.test(path));
    assert.deepEqual(
      text.flatMap((path) => words.filter((word) => read(path).includes(word)).map((word) => `${path}: ${word}`)),
      [],
    );
  });
});

describe('dependencies', () => {
  it('at run time are those that ARCHITECTURE.md lists', () => {
    const { dependencies } = JSON.parse(read('package.json')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const allowed = [
      '@actions/expressions',
      'dockerfile-ast',
      'unbash',
      'vscode-languageclient',
      'vscode-languageserver',
      'yaml',
    ];
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => !allowed.includes(name)),
      [],
    );
  });

  it('are locked without the place they were fetched from', () => {
    assert.ok(!read('package-lock.json').includes('"resolved"'));
  });
});

describe('layers', () => {
  const layered = sources.filter((path) => layerOf(path) !== undefined && !path.endsWith('.test.ts'));

  it('import only what lies below them', () => {
    const wrong = layered.flatMap((path) =>
      importsOf(read(path)).flatMap((imported) => {
        const own = layerOf(path) ?? '';
        const target = resolveImport(path, imported.from);
        const allowed = LAYERS[own];
        if (target.kind === 'npm')
          return NPM[own]?.some((name) => target.name === name || target.name.startsWith(`${name}/`)) === true
            ? []
            : [`${path} imports ${target.name}`];
        const layer = layerOf(target.path);
        if (layer === undefined) return [`${path} imports ${target.path}, which is in no layer`];
        const fits =
          layer === own ||
          allowed?.all.includes(layer) === true ||
          (imported.typeOnly && allowed?.types?.includes(layer) === true);
        return fits
          ? []
          : [`${path} (${own}) imports ${imported.typeOnly ? 'types of ' : ''}${target.path} (${layer})`];
      }),
    );
    assert.deepEqual(wrong, []);
  });

  it('keep rules apart from each other', () => {
    const wrong = layered
      .filter((path) => /^server\/core\/rules\/[^/]+\//.test(path))
      .flatMap((path) =>
        importsOf(read(path))
          .filter(({ from }) => resolveImport(path, from).path.startsWith('server/core/rules/'))
          .map(({ from }) => `${path} imports ${from}`),
      );
    assert.deepEqual(wrong, []);
  });

  it('have no circles at run time', () => {
    const graph = new Map(
      layered.map((path) => [
        path,
        importsOf(read(path))
          .filter(({ typeOnly }) => !typeOnly)
          .map(({ from }) => resolveImport(path, from).path),
      ]),
    );
    assert.deepEqual(circles(graph), []);
  });
});

function circles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

/** Paths of all files below a folder of the repository, with forward slashes. */
function walk(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (SKIPPED.has(entry.name)) return [];
    return entry.isDirectory() ? walk(path) : [path];
  });
}
