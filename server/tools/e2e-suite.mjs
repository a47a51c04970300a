// The mocha suite of test/e2e: bundling it, and reading the record that it writes.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = join(ROOT, 'out/e2e');

export const E2E_SOURCE = join(ROOT, 'test/e2e');

/** The folder that the suite opens a copy of. */
export const WORKSPACE = join(E2E_SOURCE, 'workspace');

/**
 * Bundles the suite and answers `{ driver, entry, record }`. VS Code runs a suite only for an extension under development,
 * so `driver` is an empty one: the extension under test is the installed .vsix. `record` is the file that the suite writes.
 */
export async function buildSuite() {
  rmSync(OUT, { recursive: true, force: true });
  const driver = join(OUT, 'driver');
  mkdirSync(driver, { recursive: true });
  writeFileSync(
    join(driver, 'package.json'),
    JSON.stringify({ name: 'plimsoll-e2e-driver', publisher: 'plimsoll', version: '0.0.0', engines: { vscode: '*' } }),
  );
  const suites = readdirSync(join(E2E_SOURCE, 'suite')).filter((name) => name.endsWith('.test.ts'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: [join(E2E_SOURCE, 'index.ts'), ...suites.map((name) => join(E2E_SOURCE, 'suite', name))],
    outdir: OUT,
    outbase: E2E_SOURCE,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return { driver, entry: join(OUT, 'index.cjs'), record: join(OUT, 'record.jsonl') };
}

/**
 * Reads the record: one line of JSON per test, and a last one with the sums.
 * VS Code reports success when its extension host is killed half-way, so a run counts only with that last line.
 */
export function readRecord(path) {
  const lines = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
  const entries = lines.map((line) => JSON.parse(line));
  const tests = entries.filter(({ test }) => test !== undefined);
  const end = entries.find(({ end: sums }) => sums !== undefined)?.end;
  return {
    tests,
    finished: end !== undefined,
    passed: tests.filter(({ passed }) => passed).length,
    failed: tests.filter(({ passed }) => !passed).length,
  };
}

/** Prints a record; answers the sums, with a failure added when the suite did not come to its end or held no test. */
export function reportRecord({ tests, finished, passed, failed }) {
  for (const { test, passed: ok, milliseconds, error } of tests) {
    console.log(`  ${ok ? 'passed' : 'FAILED'}  ${test} (${milliseconds} ms)`);
    if (error !== undefined) console.log(error.replace(/^/gm, '      '));
  }
  if (!finished) console.error('  FAILED  the suite did not finish');
  else if (passed + failed === 0) console.error('  FAILED  the suite held no test');
  return { passed, failed: failed + (finished && passed + failed > 0 ? 0 : 1) };
}
