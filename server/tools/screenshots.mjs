// Takes the pictures of docs/ from the real VS Code with the packaged .vsix, and puts some together to an animation. Usage: npm run screenshots
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { animation } from './animation.mjs';
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
/** The steps that the animation shows, each for so many milliseconds. */
const SHOWN = {
  squiggle: 1200,
  hover: 2600,
  'quick-fix menu': 1800,
  'after the fix': 1800,
  'image view': 2600,
  'gap mended': 3000,
};
const SETTINGS = {
  'workbench.activityBar.location': 'hidden',
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
const moving = animation();
try {
  await walk(workbench, { onStep: picture });
  await walkView(workbench, { onStep: picture });
  writeFileSync(join(DOCS, 'walk.gif'), moving.bytes());
  console.log('docs/walk.gif');
} finally {
  await workbench.close();
}

async function picture(step, page) {
  if (SHOWN[step] === undefined) return;
  // Menus and hovers fade in.
  await page.waitForTimeout(700);
  const png = await page.screenshot();
  moving.add(png, SHOWN[step]);
  const name = PICTURES[step];
  if (name === undefined) return;
  writeFileSync(join(DOCS, name), png);
  console.log(`docs/${name}`);
}
