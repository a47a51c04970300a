// Takes the pictures of docs/ from the real VS Code with the packaged .vsix. Usage: npm run screenshots
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './e2e-setup.mjs';
import { walkView } from './e2e-view.mjs';
import { walk } from './e2e-walk.mjs';
import { startWorkbench } from './e2e-workbench.mjs';
import { packageExtension, VSIX } from './package.mjs';

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));
/** The steps of the walks that make a picture, and its name. */
const PICTURES = {
  hover: 'finding.png',
  'quick-fix menu': 'quick-fix.png',
  'after the fix': 'fixed.png',
  'image view': 'image-view.png',
};
const SETTINGS = {
  'workbench.activityBar.location': 'hidden',
  'workbench.statusBar.visible': false,
  'window.menuBarVisibility': 'hidden',
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
};

const tools = setUp();
if (tools.missing !== undefined) {
  console.error(`no pictures: ${tools.missing}`);
  process.exit(1);
}
await packageExtension();
mkdirSync(DOCS, { recursive: true });
const workbench = await startWorkbench(tools, {
  vsix: VSIX,
  settings: SETTINGS,
  viewport: { width: 1100, height: 620 },
});
try {
  await walk(workbench, { onStep: picture });
  await walkView(workbench, { onStep: picture });
} finally {
  await workbench.close();
}

async function picture(step, page) {
  const name = PICTURES[step];
  if (name === undefined) return;
  // Menus and hovers fade in.
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(DOCS, name) });
  console.log(`docs/${name}`);
}
