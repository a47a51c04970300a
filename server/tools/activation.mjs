// Measures in the real VS Code how long the packaged extension takes to activate, as the editor's own "Startup Performance" tells it, beside an
// extension that is empty: the rest is what the machine and the other extensions take. Usage: node server/tools/activation.mjs [times]
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from './e2e-setup.mjs';
import { E2E_SOURCE } from './e2e-suite.mjs';
import { startWorkbench } from './e2e-workbench.mjs';
import { packageExtension, VSIX } from './package.mjs';

const FOLDER = join(E2E_SOURCE, 'picture/gateway');
const FILE = '.github/workflows/publish.yml';
/** Milliseconds until the extensions of a window have settled. */
const SETTLED = 8000;

const times = Number(process.argv[2] ?? 5);
const tools = setUp();
if (tools.missing !== undefined) {
  console.error(`not measured: ${tools.missing}`);
  process.exit(1);
}
await packageExtension();
// The table of activations is read from the screen, so all of it has to be on it.
const workbench = await startWorkbench(tools, { vsix: VSIX, viewport: { width: 1800, height: 4000 } });
const main = join(workbench.extension, 'dist/extension.cjs');
copyFileSync(main, `${main}.own`);
try {
  console.log('load, activate, finish in ms: Plimsoll | an empty extension');
  for (let time = 1; time <= times; time++) {
    copyFileSync(`${main}.own`, main);
    const own = await activation();
    writeFileSync(main, 'exports.activate = () => {};\n');
    console.log(`${own} | ${await activation()}`);
  }
} finally {
  await workbench.close();
}

/** The three times of a new window with a new extension host. */
async function activation() {
  const folder = workbench.copy(FOLDER);
  const page = await workbench.open(folder, [['openFile', workbench.authority + join(folder, FILE)]]);
  await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(SETTLED);
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill('>Developer: Startup Performance');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Startup Performance' }).first().waitFor();
  await page.keyboard.press('Enter');
  const row = page.locator('.view-line', { hasText: /plimsoll\.plimsoll.*onLanguage/ }).first();
  const cells = (await row.textContent({ timeout: 30_000 })).split('|').map((cell) => cell.trim());
  await page.close();
  return cells.slice(3, 6).join(', ');
}
