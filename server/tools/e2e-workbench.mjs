// Starts the real VS Code set up by e2e-setup.mjs: its server with the packaged extension installed, and a headless Chromium for its window.
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const CHROMIUM_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Nothing that calls home, and nothing that covers the editor. */
const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'github.gitAuthentication': false,
  'security.workspace.trust.enabled': false,
};

/**
 * `without` names files of the extension to take out again once it is installed. Answers `{ open, copy, extension, authority, logs, died, close }`:
 * `copy(folder)` gives a scratch copy of a workspace folder;
 * `open(folder, payload, prepare?)` a page with that folder, `prepare` being called before it loads;
 * `extension` is the folder of the installed extension;
 * `died` resolves with the reason when the server or the browser goes away before `close()`.
 */
export async function startWorkbench(
  tools,
  { vsix, env = {}, settings = {}, viewport = { width: 1280, height: 800 }, without = [] },
) {
  const scratch = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  const data = join(scratch, 'data');
  const machine = join(data, 'data/Machine');
  mkdirSync(machine, { recursive: true });
  writeFileSync(join(machine, 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
  const common = [
    tools.server,
    '--server-data-dir',
    data,
    '--extensions-dir',
    join(scratch, 'extensions'),
    '--accept-server-license-terms',
  ];
  install(tools, common, vsix);
  const extension = installed(join(scratch, 'extensions'));
  remove(extension, without);

  const port = await freePort();
  const log = createWriteStream(join(scratch, 'server.log'));
  // The key of the smoke tests: without it VS Code silently ignores the paths of a test in the payload.
  const flags = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--without-connection-token',
    '--disable-telemetry',
    '--disable-workspace-trust',
    '--enable-smoke-test-driver',
  ];
  const server = spawn(tools.node, [...common, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  server.stdout.pipe(log, { end: false });
  server.stderr.pipe(log, { end: false });
  let browser;
  const close = async () => {
    await browser?.close().catch(() => undefined);
    await stop(server);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await listening(server);
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: tools.chromium, headless: true, args: CHROMIUM_FLAGS });
  } catch (error) {
    await close();
    throw error;
  }
  const died = new Promise((resolve) => {
    server.once('exit', (code, signal) => resolve(`VS Code's server ended (${code ?? signal})`));
    browser.once('disconnected', () => resolve('the browser went away'));
  });
  let copies = 0;
  return {
    died,
    close,
    extension,
    authority: `vscode-remote://127.0.0.1:${port}`,
    logs: () => readFileSync(join(scratch, 'server.log'), 'utf8'),
    // The copy is whole before the window opens: a folder tree made later at one stroke gives no watch events.
    copy(folder) {
      // The window shows the folder's own name.
      const target = join(scratch, `copy-${++copies}`, basename(folder));
      cpSync(folder, target, { recursive: true });
      return target;
    },
    async open(folder, payload, prepare = async () => undefined) {
      const page = await browser.newPage({ viewport });
      await prepare(page);
      await page.goto(
        `http://127.0.0.1:${port}/?folder=${encodeURI(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
      );
      return page;
    },
  };
}

function install(tools, common, vsix) {
  const run = spawnSync(tools.node, [...common, '--install-extension', vsix], { encoding: 'utf8' });
  if (run.status !== 0 || !/successfully installed/.test(run.stdout))
    throw new Error(`VS Code did not install the extension\n${run.stdout}${run.stderr}`);
}

/** Takes files out of the installed extension, so that nothing can run them. */
function remove(extension, files) {
  for (const file of files) rmSync(join(extension, file));
}

/** The folder of the installed extension. */
function installed(extensions) {
  const name = readdirSync(extensions).find((one) => one.startsWith('plimsoll.'));
  if (name === undefined) throw new Error('the extension is not installed');
  return join(extensions, name);
}

/** Resolves when VS Code's server takes connections. */
function listening(server) {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk) => {
      said += chunk;
      if (said.includes('Extension host agent listening')) resolve();
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}: ${said}`)));
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
