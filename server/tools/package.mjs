// Makes plimsoll.vsix. Usage: node server/tools/package.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, EXTENSION } from './build.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What a .vsix may weigh, in bytes: most of it is the server, with the catalogue and the pages of the rules, which grow. */
const BUDGET = 900_000;

export const VSIX = join(ROOT, 'plimsoll.vsix');

/** Builds and packages; answers the size in bytes, or throws with what vsce said or where it is over the budget. */
export async function packageExtension() {
  await build(EXTENSION);
  rmSync(VSIX, { force: true });
  const flags = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  if (!existsSync(join(ROOT, 'LICENSE'))) flags.push('--skip-license');
  const vsce = join(ROOT, 'node_modules/@vscode/vsce/vsce');
  const run = spawnSync(process.execPath, [vsce, 'package', ...flags, '--out', VSIX], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (run.status !== 0) throw new Error(`vsce package failed\n${run.stdout}${run.stderr}`);
  const { size } = statSync(VSIX);
  if (size > BUDGET)
    throw new Error(`plimsoll.vsix has ${kilobytes(size)}, more than its budget of ${kilobytes(BUDGET)}`);
  return size;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} KB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(`plimsoll.vsix ${kilobytes(await packageExtension())} of ${kilobytes(BUDGET)}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
