// Bundles one of our TypeScript tools and runs it. Usage: node server/tools/ts.mjs NAME [ARGUMENT…]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installWhenDue, ROOT } from './install.mjs';

const [name, ...rest] = process.argv.slice(2);
if (name === undefined) {
  console.error('Usage: node server/tools/ts.mjs NAME [ARGUMENT…]');
  process.exit(2);
}
installWhenDue();
const { build } = await import('esbuild');
const outfile = join(ROOT, 'out/tools', `${name}.mjs`);
mkdirSync(join(ROOT, 'out/tools'), { recursive: true });
await build({
  entryPoints: [join(ROOT, 'server/tools', `${name}.ts`)],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  define: { PROJECT_ROOT: JSON.stringify(ROOT) },
  logLevel: 'warning',
});
process.argv = [process.argv[0], outfile, ...rest];
await import(pathToFileURL(outfile).href);
