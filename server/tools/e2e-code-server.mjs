// Runs the suite and the walk in code-server's VS Code, both with the packaged .vsix installed.
import { walkLarge, walkStatus } from './e2e-status.mjs';
import { buildSuite, readRecord, reportRecord, WORKSPACE } from './e2e-suite.mjs';
import { walkView } from './e2e-view.mjs';
import { walk } from './e2e-walk.mjs';
import { walkThrough } from './e2e-walkthrough.mjs';
import { startWorkbench } from './e2e-workbench.mjs';

/** Milliseconds after which a suite that has not ended counts as hanging. */
const LIMIT = 180_000;

/** Answers `{ passed, failed }`. */
export async function runInCodeServer(tools, vsix) {
  const suite = await buildSuite();
  const workbench = await startWorkbench(tools, { vsix, env: { PLIMSOLL_E2E_RECORD: suite.record } });
  try {
    const sums = await runSuite(workbench, suite);
    return sum(
      sums,
      await runWalk(workbench, "a user's walk", walk),
      await runWalk(workbench, 'the image view', walkView),
      await runWalk(workbench, 'the status bar', walkStatus),
      await runWalk(workbench, 'a large workspace', walkLarge),
      await runWalk(workbench, 'the walkthrough', walkThrough),
      await walkInBrowser(tools, vsix),
    );
  } finally {
    await workbench.close();
  }
}

/** The same walks in the extension host of the browser, with what only runs on a machine taken away. */
async function walkInBrowser(tools, vsix) {
  const workbench = await startWorkbench(tools, {
    vsix,
    settings: { 'remote.extensionKind': { 'plimsoll.plimsoll': ['web'] } },
    without: ['dist/extension.cjs', 'dist/server.cjs'],
  });
  try {
    return sum(
      await runWalk(workbench, 'the walk with everything in the browser', walk),
      await runWalk(workbench, 'the image view with everything in the browser', walkView),
    );
  } finally {
    await workbench.close();
  }
}

function sum(...all) {
  const total = (key) => all.reduce((before, one) => before + one[key], 0);
  return { passed: total('passed'), failed: total('failed') };
}

async function runSuite(workbench, { driver, entry, record }) {
  const said = [];
  const end = deferred();
  const page = await workbench.open(
    workbench.copy(WORKSPACE),
    [
      ['extensionDevelopmentPath', workbench.authority + driver],
      ['extensionTestsPath', workbench.authority + entry],
      ['skipWelcome', 'true'],
    ],
    async (opening) => {
      opening.once('crash', () => end.resolve('the page crashed'));
      // The two functions that VS Code's own test harness gives to the page.
      await opening.exposeFunction('codeAutomationLog', (type, words) => said.push(`${type} ${words.join(' ')}`));
      await opening.exposeFunction('codeAutomationExit', (code) =>
        end.resolve(code === 0 ? undefined : `VS Code ended with ${code}`),
      );
    },
  );
  const timer = setTimeout(() => end.resolve(`the suite hung for ${LIMIT / 1000} s`), LIMIT);
  const trouble = await Promise.race([end.promise, workbench.died]);
  clearTimeout(timer);
  const recorded = readRecord(record);
  const sums = reportRecord(recorded);
  // A failing suite makes VS Code end with 1; anything else that ends it is a failure of its own.
  if (!recorded.finished) console.error(`  ${trouble}\n${indented([...said, workbench.logs()])}`);
  else if (trouble === undefined) await page.close();
  else if (sums.failed === 0) return { ...sums, failed: 1 };
  return sums;
}

async function runWalk(workbench, name, walking) {
  const steps = [];
  try {
    await walking(workbench, { onStep: async (step) => void steps.push(step) });
    console.log(`  passed  ${name}: ${steps.join(', ')}`);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(`  FAILED  ${name} after: ${steps.join(', ')}\n${String(error).replace(/^/gm, '      ')}`);
    return { passed: 0, failed: 1 };
  }
}

/** The last lines of what was said, for finding out what happened. */
function indented(texts) {
  return texts.join('\n').split('\n').slice(-40).join('\n').replace(/^/gm, '      ');
}

function deferred() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
