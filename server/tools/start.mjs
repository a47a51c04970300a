// npm start: sets everything up, then shows what Plimsoll says of the examples. npm start -- PATH: of that repository, folder or file.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { build, isStale } from './build.mjs';
import { installWhenDue, ROOT } from './install.mjs';

const EXAMPLE = 'examples/ferry';

installWhenDue();
if (isStale()) {
  console.log('building');
  try {
    await build();
  } catch {
    // esbuild has already printed what is wrong and where.
    process.exit(1);
  }
}
// npm runs scripts in the package's folder; a PATH means the folder that npm was called in.
const paths = process.argv.slice(2).map((path) => resolve(process.env.INIT_CWD ?? process.cwd(), path));
if (paths.length > 0) {
  const lint = plimsoll('lint', ...paths);
  plimsoll('images', ...paths);
  process.exit(lint);
}
const lint = plimsoll('lint', EXAMPLE);
const images = plimsoll('images', EXAMPLE);
console.log('\nTry it on a repository of yours: npm start -- PATH');
// Findings (1) are what the examples are there for; anything above is an error of Plimsoll's.
process.exit(lint > 1 || images > 1 ? 1 : 0);

/** Shows a call of the command line and its output; answers its exit code. */
function plimsoll(...args) {
  console.log(`\n$ plimsoll ${args.join(' ')}\n`);
  return (
    spawnSync(process.execPath, ['dist/cli.js', ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
      .status ?? 2
  );
}
