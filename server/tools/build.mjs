// Bundles the product into dist/: the extension, the language server and the command line.
// Usage: node server/tools/build.mjs [--if-stale]
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** VS Code loads extensions and forks servers as CommonJS; the package itself is of type module. */
const BUNDLES = [
  {
    entry: 'client/extension.ts',
    out: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
    plugins: [elsewhere('./machine-client', './client.cjs')],
  },
  { entry: 'client/machine-client.ts', out: 'dist/client.cjs', format: 'cjs', external: ['vscode'] },
  // The server's knowledge is in one bundle, which the process and the web worker share; otherwise the .vsix would hold it twice.
  {
    entry: 'server/lsp/main.ts',
    out: 'dist/server.cjs',
    format: 'cjs',
    plugins: [elsewhere('./shared', './shared/server.js')],
  },
  {
    entry: 'client/web.ts',
    out: 'dist/shared/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
    platform: 'browser',
  },
  {
    entry: 'server/lsp/shared.ts',
    out: 'dist/shared/server.js',
    format: 'cjs',
    platform: 'browser',
    banner: workerBanner(),
  },
  { entry: 'client/image-view-page.ts', out: 'dist/shared/image-view.js', format: 'iife', platform: 'browser' },
  { entry: 'server/cli/main.ts', out: 'dist/cli.js', format: 'esm', banner: cliBanner() },
];

/** The bundles that the .vsix ships. */
export const EXTENSION = [
  'dist/extension.cjs',
  'dist/client.cjs',
  'dist/server.cjs',
  'dist/shared/extension.cjs',
  'dist/shared/server.js',
  'dist/shared/image-view.js',
];

/** Builds the bundles (default: all) and answers the size in bytes of each by its path. */
export async function build(wanted = BUNDLES.map(({ out }) => out)) {
  // Imported here, so that start.mjs can ask whether a build is due before anything is installed.
  const esbuild = await import('esbuild');
  mkdirSync(join(ROOT, 'dist/shared'), { recursive: true });
  // Browsers want the ending .js, and Node then goes by the nearest package.json.
  writeFileSync(join(ROOT, 'dist/shared/package.json'), '{ "type": "commonjs" }\n');
  const bundles = BUNDLES.filter(({ out }) => wanted.includes(out));
  await Promise.all(
    bundles.map(({ entry, out, format, external, banner, platform = 'node', plugins = [] }) =>
      esbuild.build({
        absWorkingDir: ROOT,
        entryPoints: [entry],
        outfile: out,
        bundle: true,
        minify: true,
        sourcemap: 'linked',
        platform,
        target: platform === 'node' ? 'node20' : 'es2023',
        format,
        // VS Code answers `require('vscode')`, and not what `import()` loads.
        supported: format === 'cjs' ? { 'dynamic-import': false } : {},
        // Packages that offer both are taken as ES modules, which can be tree-shaken.
        mainFields: ['module', 'main'],
        external: external ?? [],
        plugins,
        banner: banner === undefined ? {} : { js: banner },
        legalComments: 'none',
        logLevel: 'warning',
      }),
    ),
  );
  if (wanted.includes('dist/cli.js')) chmodSync(join(ROOT, 'dist/cli.js'), 0o755);
  return Object.fromEntries(bundles.map(({ out }) => [out, statSync(join(ROOT, out)).size]));
}

/** Whether a bundle is missing or older than a source, the lock file or this script. */
export function isStale() {
  const outputs = BUNDLES.map(({ out }) => join(ROOT, out));
  if (!outputs.every(existsSync)) return true;
  const built = Math.min(...outputs.map((path) => statSync(path).mtimeMs));
  const inputs = [...sources('client'), ...sources('server'), join(ROOT, 'package-lock.json')];
  return inputs.some((path) => statSync(path).mtimeMs > built);
}

function sources(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(test\.ts|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** A module that is a bundle of its own, loaded when it is wanted. */
function elsewhere(module, path) {
  return {
    name: module,
    setup: (builder) =>
      builder.onResolve({ filter: /^\.\// }, ({ path: wanted }) =>
        wanted === module ? { path, external: true } : undefined,
      ),
  };
}

/**
 * A web worker has no `module`, and no `Buffer`, of which dockerfile-ast takes `from` to look at the bytes of a character. Node's own are
 * left as they are.
 */
function workerBanner() {
  return [
    "var module = typeof module === 'object' ? module : { exports: {} };",
    'globalThis.Buffer ??= { from: (text) => new TextEncoder().encode(text) };',
  ].join('\n');
}

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have by itself. */
function cliBanner() {
  return "#!/usr/bin/env node\nimport { createRequire as plimsollRequire } from 'node:module';\nconst require = plimsollRequire(import.meta.url);";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--if-stale') && !isStale()) process.exit(0);
  try {
    for (const [path, size] of Object.entries(await build()))
      console.log(`${path.padEnd(20)} ${(size / 1000).toFixed(0).padStart(5)} KB`);
  } catch {
    // esbuild has already printed what is wrong and where.
    process.exitCode = 1;
  }
}
