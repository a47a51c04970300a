import { type Keystroke, keystroke, subjects } from './bench/keystroke';
import { loadPeers, peerTime } from './bench/peers';
import { ruleTimes } from './bench/rule-times';
import { slowestFiles } from './bench/slowest-files';
import { ms } from './bench/timing';

declare const PROJECT_ROOT: string;

/**
 * What a keystroke costs: a text changes, and all findings are computed. Nothing is judged here.
 * Usage: npm run bench [-- --rules] [-- --peers] [-- FOLDER]; a folder of whole repositories gives its slowest files.
 */
/** The project allows itself a file so many milliseconds per file beyond its parse. */
const LIMIT = 50;
const SHOWN = 15;

const given = process.argv.slice(2);
const folder = given.find((argument) => !argument.startsWith('--'));
const measured = subjects(PROJECT_ROOT);

if (folder !== undefined) printSlowest(folder);
else {
  console.log('workflow      lines findings   change     p95  yaml parse  ratio   (ms, medians)');
  const own = measured.map((subject) => [subject, keystroke(subject)] as const);
  for (const [{ name }, result] of own) console.log(row(name, result));
  if (given.includes('--rules')) printRules();
  if (given.includes('--peers')) {
    const peers = await loadPeers(PROJECT_ROOT);
    for (const [subject, result] of own) {
      console.log(`\n${subject.name}: Plimsoll ${ms(result.change.median)} ms`);
      for (const peer of peers) {
        const { times, findings } = await peerTime(peer, subject);
        const ratio = (result.change.median / times.median).toFixed(2);
        console.log(
          `  ${peer.name.padEnd(34)} ${ms(times.median)} ms, ${findings} findings; Plimsoll takes ${ratio} of it`,
        );
      }
    }
  }
}

function row(name: string, { lines, findings, change, parse }: Keystroke): string {
  const ratio = (change.median / parse.median).toFixed(1).padStart(6);
  return `${name.padEnd(12)} ${String(lines).padStart(6)} ${String(findings).padStart(8)}  ${ms(change.median)} ${ms(change.p95)}     ${ms(parse.median)} ${ratio}`;
}

function printRules(): void {
  for (const subject of measured.filter(({ name }) => name === '300 lines')) {
    console.log(`\nrule (${subject.name})                               ms of one lint`);
    for (const { rule, median } of ruleTimes(subject))
      console.log(`${rule.padEnd(44)} ${median.toFixed(3).padStart(8)}`);
  }
}

function printSlowest(path: string): void {
  const files = slowestFiles(path);
  const over = files.filter(({ beyond }) => beyond > LIMIT).length;
  console.log(`${files.length} files, ${over} take more than ${LIMIT} ms beyond their YAML parse`);
  console.log(' beyond   parse  lines  file   (ms, medians)');
  for (const { path: name, lines, beyond, parse } of files.slice(0, SHOWN))
    console.log(`${ms(beyond)} ${ms(parse)} ${String(lines).padStart(6)}  ${name}`);
}
