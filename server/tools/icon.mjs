// Draws docs/icon.png from docs/icon.svg with the Chromium of the end-to-end tests. Usage: npm run icon
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './e2e-setup.mjs';

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));
/** Twice what the Marketplace shows, for screens with a high resolution. */
const SIZE = 256;

const tools = setUp();
if (tools.missing !== undefined) {
  console.error(`no icon: ${tools.missing}`);
  process.exit(1);
}
const { chromium } = await import('playwright-core');
const browser = await chromium.launch({ executablePath: tools.chromium, headless: true, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  const svg = readFileSync(join(DOCS, 'icon.svg'), 'utf8');
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: join(DOCS, 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
