// Runs the suite in an installed desktop VS Code, by @vscode/test-electron. Nothing is downloaded.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSuite, readRecord, reportRecord, WORKSPACE } from './e2e-suite.mjs';

/** The executable of an installed VS Code: PLIMSOLL_VSCODE, or its usual places; undefined when there is none. */
export function findVSCode() {
  const named = process.env.PLIMSOLL_VSCODE;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  // Without a display Electron cannot open a window.
  if (process.platform === 'linux' && process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined)
    return undefined;
  const places = {
    linux: ['/usr/share/code/code', '/opt/visual-studio-code/code'],
    darwin: ['/Applications/Visual Studio Code.app/Contents/MacOS/Electron'],
    win32: [
      join(process.env.LOCALAPPDATA ?? '', 'Programs/Microsoft VS Code/Code.exe'),
      join(process.env.ProgramFiles ?? '', 'Microsoft VS Code/Code.exe'),
    ],
  };
  return (places[process.platform] ?? []).find(existsSync);
}

/** Answers `{ passed, failed }`. */
export async function runInDesktop(executable, vsix) {
  const { resolveCliPathFromVSCodeExecutablePath, runTests } = await import('@vscode/test-electron');
  const { driver, entry, record } = await buildSuite();
  const scratch = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  const profile = [`--user-data-dir=${join(scratch, 'data')}`, `--extensions-dir=${join(scratch, 'extensions')}`];
  const workspace = join(scratch, 'workspace');
  cpSync(WORKSPACE, workspace, { recursive: true });
  let trouble;
  try {
    const cli = resolveCliPathFromVSCodeExecutablePath(executable);
    const install = spawnSync(existsSync(cli) ? cli : executable, [...profile, '--install-extension', vsix], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (install.status !== 0)
      throw new Error(`VS Code did not install the extension\n${install.stdout}${install.stderr}`);
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: driver,
      extensionTestsPath: entry,
      launchArgs: [...profile, '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', workspace],
      extensionTestsEnv: { PLIMSOLL_E2E_RECORD: record },
    });
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  const sums = reportRecord(readRecord(record));
  if (trouble !== undefined) console.error(`  ${trouble}`);
  return trouble !== undefined && sums.failed === 0 ? { ...sums, failed: 1 } : sums;
}
