// Installs what the project is built with, where that is due. Uses nothing that would have to be installed first.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `npm ci` when node_modules is missing or older than the lock file; ends the process when that fails. */
export function installWhenDue() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) fail(`Plimsoll needs Node 20 or later, this is ${process.versions.node}`);
  // npm writes this file at the end of each installation.
  const installed = join(ROOT, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs) return;
  console.log('installing dependencies');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) fail('npm ci failed');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
