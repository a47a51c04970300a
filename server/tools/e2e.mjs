// Tests the packaged .vsix in a real VS Code: an installed one, or else code-server's with headless Chromium, set up in .e2e/.
// Where neither can be had it says so in one line and succeeds, unless PLIMSOLL_E2E=required. Usage: node server/tools/e2e.mjs
import { fileURLToPath } from 'node:url';
import { runInCodeServer } from './e2e-code-server.mjs';
import { findVSCode, runInDesktop } from './e2e-desktop.mjs';
import { setUp } from './e2e-setup.mjs';
import { packageExtension, VSIX } from './package.mjs';

/** Answers `{ passed, failed }`. */
export async function endToEnd() {
  const desktop = findVSCode();
  const tools = desktop === undefined ? setUp() : undefined;
  if (tools?.missing !== undefined) return notRun(tools.missing);
  await packageExtension();
  console.log(`end-to-end in ${desktop ?? "code-server's VS Code"}`);
  return desktop === undefined ? runInCodeServer(tools, VSIX) : runInDesktop(desktop, VSIX);
}

function notRun(reason) {
  console.log(`end-to-end not run: ${reason}`);
  return { passed: 0, failed: process.env.PLIMSOLL_E2E === 'required' ? 1 : 0 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = await endToEnd();
  console.log(`end-to-end: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
