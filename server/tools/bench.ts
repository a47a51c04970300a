import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { lint, openProject } from '../core/index';
import { sourceFile } from '../core/text/source-file';
import { workspaceOf } from '../core/workspace';

declare const PROJECT_ROOT: string;

/**
 * What a keystroke costs: a text of about 300 lines changes, and all findings are computed. Printed as medians, and as a ratio to a
 * plain parse of the same text by the `yaml` package in the same run. Nothing is judged here.
 */
const ROUNDS = 60;
const folder = join(PROJECT_ROOT, 'examples/ferry/.github/workflows');
const files = readdirSync(folder).map((name) => ({
  path: `.github/workflows/${name}`,
  text: readFileSync(join(folder, name), 'utf8'),
}));
const image = files.find(({ path }) => path.endsWith('image.yml'));
if (image === undefined) throw new Error('the example is gone');
const jobs = image.text.slice(image.text.indexOf('jobs:\n') + 'jobs:\n'.length);
let long = image.text;
for (let copy = 2; long.split('\n').length < 300; copy++)
  long += jobs
    .replace(/^ {2}(build|attest):/gm, `  $1-${copy}:`)
    .replaceAll('needs: build', `needs: build-${copy}`)
    .replaceAll('needs.build.', `needs.build-${copy}.`);

const others = files.filter((file) => file !== image).map(({ path, text }) => sourceFile(path, text));
const lintTimes: number[] = [];
const parseTimes: number[] = [];
let findings = 0;
for (let round = 0; round < ROUNDS; round++) {
  const text = `${long}# ${round}\n`;
  const start = performance.now();
  const project = openProject(workspaceOf([...others, sourceFile(image.path, text)], { complete: true }));
  findings = lint(project, image.path)?.findings.length ?? 0;
  lintTimes.push(performance.now() - start);
  const again = performance.now();
  parseDocument(text, { keepSourceTokens: true });
  parseTimes.push(performance.now() - again);
}
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
console.log(`${long.split('\n').length} lines, ${findings} findings`);
console.log(`findings after a change: median ${median(lintTimes).toFixed(1)} ms`);
console.log(`parse by yaml alone:     median ${median(parseTimes).toFixed(1)} ms`);
console.log(`ratio:                   ${(median(lintTimes) / median(parseTimes)).toFixed(1)}`);
