import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkAppliedFix } from '../../test/kit/check-applied-fix';
import { lint, openProject } from '../core/index';
import { positionAt } from '../core/text/line-index';
import type { Span } from '../core/text/span';
import { lintablePaths, repository } from '../host/files';
import { flagValue, profileSettings } from './flags';

declare const PROJECT_ROOT: string;

/**
 * Lints a folder of whole repositories and prints findings per rule and tier, and what changed since the last run.
 * Usage: npm run crater -- FOLDER [--fixes] [--show RULE|error|none|…] [--profile strict|audit] [--json FILE] [--against FILE]
 * `--json` writes all findings as JSON lines; `--against` compares with such a file instead of the last run.
 * Tiers come from an `index.tsv` (repo, path, …, tier) beside the folder where there is one.
 */
const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  console.error(
    'Usage: npm run crater -- FOLDER [--fixes] [--show RULE|error|none] [--profile strict|audit] [--json FILE] [--against FILE]',
  );
  process.exit(2);
}
const shown = flagValue(flags, '--show');
const profile = flagValue(flags, '--profile');
const settings = profileSettings(flags);
const tiers = tiersOf(join(dirname(folder), 'index.tsv'));

interface Row {
  readonly tier: string;
  readonly rule: string;
  readonly severity: string;
  readonly place: string;
  readonly message: string;
  readonly confidence: string;
  readonly span: Span;
  readonly scenarios: readonly string[];
  /** Title of the fix. */
  readonly fix: string | undefined;
}

const rows: Row[] = [];
const refusals = new Map<string, number>();
const broken: string[] = [];
let files = 0;
let fixes = 0;
for (const name of readdirSync(folder).sort()) {
  const root = join(folder, name);
  const project = openProject(repository(root).workspace(new Map(), factsOf(root)), settings);
  for (const path of lintablePaths(root, root)) {
    files++;
    const source = project.workspace.file(path);
    for (const finding of lint(project, path)?.findings ?? []) {
      const line = typeof source === 'string' ? 0 : positionAt(source.lines, finding.span.start).line + 1;
      const place = `${name}/${path}:${line}`;
      const tier = tiers.get(`${name.replace('+', '/')}\t${path}`) ?? '-';
      const { rule, severity, message, confidence, span, scenarios, fix } = finding;
      rows.push({ tier, rule, severity, place, message, confidence, span, scenarios, fix: fix?.title });
      if (!flags.includes('--fixes') || finding.fix === undefined) continue;
      fixes++;
      const { refused, problems } = checkAppliedFix(project, finding);
      if (refused !== undefined)
        refusals.set(`${finding.rule}: ${refused}`, (refusals.get(`${finding.rule}: ${refused}`) ?? 0) + 1);
      for (const problem of problems) broken.push(`${place} ${finding.rule} ${problem}`);
    }
  }
}

const tierNames = [...new Set(rows.map(({ tier }) => tier))].sort();
console.log(`${files} files, ${rows.length} findings`);
console.log(
  ['rule'.padEnd(36), 'severity'.padEnd(8), 'all'.padStart(5), ...tierNames.map((tier) => tier.padStart(10))].join(' '),
);
const groups = new Map<string, Row[]>();
for (const row of rows) {
  const key = `${row.rule.padEnd(36)} ${row.severity.padEnd(8)}`;
  groups.set(key, [...(groups.get(key) ?? []), row]);
}
for (const [key, list] of [...groups].sort(([a], [b]) => a.localeCompare(b)))
  console.log(
    [
      key,
      String(list.length).padStart(5),
      ...tierNames.map((tier) => String(list.filter((row) => row.tier === tier).length).padStart(10)),
    ].join(' '),
  );

if (shown !== undefined)
  for (const row of rows.filter(({ rule, severity, tier }) => [rule, severity, tier].includes(shown)))
    console.log(
      `${row.tier.padEnd(8)} ${row.severity.padEnd(7)} ${row.rule} ${join(folder, row.place)} ${row.message}`,
    );

if (flags.includes('--fixes')) {
  console.log(
    `\n${fixes} fixes, ${[...refusals.values()].reduce((a, b) => a + b, 0)} refused, ${broken.length} problems`,
  );
  for (const [reason, times] of [...refusals].sort(([, a], [, b]) => b - a))
    console.log(`${String(times).padStart(5)} ${reason}`);
  for (const problem of broken) console.log(`  ${problem}`);
}

const last = join(PROJECT_ROOT, 'out', `crater-${basename(folder)}${profile === undefined ? '' : `-${profile}`}.jsonl`);
const before = flagValue(flags, '--against') ?? last;
if (existsSync(before)) printChanges(linesOf(readFileSync(before, 'utf8')), rows.map(lineOf));
else if (before !== last) console.error(`crater: \`${before}\` does not exist`);
for (const path of [last, flagValue(flags, '--json')]) {
  if (path === undefined) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, rows.map((row) => `${lineOf(row)}\n`).join(''));
}
process.exitCode = broken.length > 0 ? 1 : 0;

function lineOf({ place, severity, confidence, rule, message, span, scenarios, fix }: Row): string {
  return JSON.stringify({ place, severity, confidence, rule, message, span, scenarios, fix });
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

function printChanges(before: readonly string[], now: readonly string[]): void {
  const [old, current] = [new Set(before), new Set(now)];
  const gone = before.filter((line) => !current.has(line));
  const added = now.filter((line) => !old.has(line));
  console.log(`\n${added.length} findings added, ${gone.length} removed`);
  for (const line of gone) console.log(`- ${line}`);
  for (const line of added) console.log(`+ ${line}`);
}

function tiersOf(index: string): ReadonlyMap<string, string> {
  if (!existsSync(index)) return new Map();
  const [head = '', ...lines] = readFileSync(index, 'utf8').trimEnd().split('\n');
  const column = head.split('\t').indexOf('tier');
  return new Map(
    lines.map((line) => {
      const cells = line.split('\t');
      return [`${cells[0]}\t${cells[1]}`, cells[column] ?? '-'] as const;
    }),
  );
}

/** A `meta.json` beside a repository's files names the repository. */
function factsOf(root: string): { readonly repository?: string } {
  const meta = join(root, 'meta.json');
  if (!existsSync(meta)) return {};
  const { repo } = JSON.parse(readFileSync(meta, 'utf8')) as { readonly repo?: string };
  return repo === undefined ? {} : { repository: repo };
}
