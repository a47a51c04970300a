// npm test: sets everything up, then checks types, style, units, the build and the packaged extension in a real VS Code.
// The last line sums what the parts counted; a check that counts nothing itself counts as one.
import { spawn } from 'node:child_process';
import { installWhenDue, ROOT } from './install.mjs';

const PROJECTS = ['server/core', 'server', 'client', 'test/e2e'];

installWhenDue();
const results = [];
for (const project of PROJECTS)
  results.push(await check(`types of ${project}`, 'node_modules/typescript/bin/tsc', '-p', `${project}/tsconfig.json`));
results.push(await check('style', 'node_modules/@biomejs/biome/bin/biome', 'check', '--colors=off'));
results.push(await check('nothing unused', 'node_modules/knip/bin/knip.js', '--no-progress'));
results.push(await check('build', 'server/tools/build.mjs'));
results.push(await counted('units', /^(?:#|ℹ) (pass|fail|cancelled) (\d+)$/gm, 'server/tools/unit.mjs'));
results.push(await counted('end-to-end', /^end-to-end: (\d+) (passed), (\d+) (failed)$/gm, 'server/tools/e2e.mjs'));

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log('');
for (const { name, passed, failed } of results)
  if (failed > 0) console.log(`FAILED  ${name}: ${passed} passed, ${failed} failed`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);

/** Something that passes or fails as a whole. */
async function check(name, ...command) {
  const { code } = await run(name, command);
  return code === 0 ? { name, passed: 1, failed: 0 } : { name, passed: 0, failed: 1 };
}

/** Something that prints its own sums: pairs of a word and a number, in either order. A failure it did not count counts as one. */
async function counted(name, sums, ...command) {
  const { code, said } = await run(name, command);
  const found = { name, passed: 0, failed: 0 };
  for (const [, ...parts] of said.matchAll(sums)) {
    for (let at = 0; at < parts.length; at += 2) {
      const [word, number] = /^\d+$/.test(parts[at]) ? [parts[at + 1], parts[at]] : [parts[at], parts[at + 1]];
      found[word.startsWith('pass') ? 'passed' : 'failed'] += Number(number);
    }
  }
  return code === 0 || found.failed > 0 ? found : { ...found, failed: 1 };
}

/** Runs a script of Node's, passing its output on; answers its exit code and what it wrote to standard output. */
function run(name, command) {
  console.log(`\n== ${name}`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      process.stdout.write(text);
    });
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}
