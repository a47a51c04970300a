// Bundles the unit tests whose path contains the filter and runs them with node's own runner.
// Usage: node server/tools/unit.mjs [filter…]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const filters = process.argv.slice(2);
const tests = [...walk(join(root, 'server')), ...walk(join(root, 'test')), ...walk(join(root, 'syntaxes'))]
  .filter((file) => file.endsWith('.test.ts') && !file.includes(join('test', 'e2e')))
  .filter((file) => filters.length === 0 || filters.some((filter) => relative(root, file).includes(filter)));
if (tests.length === 0) {
  console.error(`no test file matches ${filters.join(' ')}`);
  process.exit(1);
}
const out = join(root, 'out', filters.length === 0 ? 'unit' : `unit-${process.pid}`);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: tests,
  outdir: out,
  outbase: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  outExtension: { '.js': '.mjs' },
  define: { PROJECT_ROOT: JSON.stringify(root) },
  logLevel: 'warning',
});
const built = [...walk(out)].filter((file) => file.endsWith('.test.mjs'));
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-concurrency=2', ...built], {
  stdio: 'inherit',
  cwd: root,
});
if (filters.length > 0) rmSync(out, { recursive: true, force: true });
process.exit(run.status ?? 1);

/** Every file below a folder, depth first. */
function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}
