import type { Analysis } from '../image/analysis';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import { shellAsWritten } from '../value/shell-as-written';
import { builtInIds } from './built-in';
import { type Config, runs } from './config';
import type { Confidence, Finding, Related, Severity } from './finding';
import { fixOf, type OpenEditor } from './fix';
import { mergeFindings } from './merge';
import { matchesPath } from './path-pattern';
import type { AnyRule, Context, Profile, Report, Rule, SubjectKind } from './rule';
import { subjectsOf, type Visit } from './subjects';
import { suppress } from './suppress';
import { suppressionsOf } from './suppression';

/** What the rules say of one file. */
export interface Lint {
  /** By place, then rule id; findings about suppressions are among them. */
  readonly findings: readonly Finding[];
  /** What a comment in the file silenced. */
  readonly suppressed: readonly Finding[];
  /** Where a rule did not decide, and why: the answer to "why does it say nothing here?". */
  readonly undecided: readonly Undecided[];
  /** How often each rule was called. */
  readonly visits: ReadonlyMap<string, number>;
}

export interface Undecided {
  readonly rule: string;
  readonly reason: string;
  /** The subject's place; undefined where it is the whole file. */
  readonly span?: Span;
}

export interface LintOptions {
  /** Without it, findings carry fixes that refuse. */
  readonly openEditor?: OpenEditor;
  /** Rule ids that comments may name; those of `rules` when absent. */
  readonly knownIds?: readonly string[];
}

/** Runs the rules that the configuration switches on. Never throws: a rule that does becomes one finding `internal-error`. */
export function lintFile(
  analysis: Analysis,
  rules: readonly AnyRule[],
  config: Config,
  options: LintOptions = {},
): Lint {
  const active = rules.filter((rule) => runs(rule, config) && !allowedAt(analysis.file, rule.id, config));
  const job: Job = {
    analysis,
    config,
    openEditor: options.openEditor ?? noEditor,
    findings: [],
    undecided: [],
    said: new Set(),
    visits: new Map(),
  };
  for (const [kind, group] of byKind(active)) visitAll(kind, group, job);
  const knownIds = [...(options.knownIds ?? rules.map(({ id }) => id)), ...builtInIds];
  const outcome = suppress({
    file: analysis.file,
    findings: mergeFindings(job.findings),
    suppressions: suppressionsOf(analysis),
    knownIds,
    // What did not run, or could not decide, cannot show that a comment is superfluous.
    settled: active.map(({ id }) => id).filter((id) => !job.undecided.some(({ rule }) => rule === id)),
    broken: (analysis.workflow ?? analysis.action)?.document.problems.length !== 0,
  });
  const about = outcome.about.flatMap((finding) => withLevel(finding, config));
  return {
    findings: mergeFindings([...outcome.kept, ...about]),
    suppressed: outcome.suppressed,
    undecided: job.undecided,
    visits: job.visits,
  };
}

/** The least confidence a profile shows: what is merely possible is for those who ask. */
const SHOWN: Readonly<Record<Profile, readonly Confidence[]>> = {
  default: ['certain', 'likely'],
  strict: ['certain', 'likely', 'possible'],
  audit: ['certain', 'likely', 'possible'],
};

interface Job {
  readonly analysis: Analysis;
  readonly config: Config;
  readonly openEditor: OpenEditor;
  readonly findings: Finding[];
  readonly undecided: Undecided[];
  /** One key for each of these, as a rule may say the same of every run. */
  readonly said: Set<string>;
  readonly visits: Map<string, number>;
}

function byKind(rules: readonly AnyRule[]): ReadonlyMap<SubjectKind, readonly AnyRule[]> {
  const groups = new Map<SubjectKind, AnyRule[]>();
  for (const rule of rules) groups.set(rule.each, [...(groups.get(rule.each) ?? []), rule]);
  return groups;
}

function visitAll<K extends SubjectKind>(kind: K, rules: readonly AnyRule[], job: Job): void {
  for (const visit of subjectsOf(kind, job.analysis)) {
    for (const rule of rules) if (isOf(rule, kind)) visitOne(rule, visit, job);
  }
}

/** `rules` were grouped by `each`; the compiler cannot follow that through the map. */
function isOf<K extends SubjectKind>(rule: { readonly each: SubjectKind }, kind: K): rule is Rule<K> & AnyRule {
  return rule.each === kind;
}

function visitOne<K extends SubjectKind>(rule: Rule<K> & AnyRule, visit: Visit<K>, job: Job): void {
  if (!visit.reached && rule.unreached !== true) return;
  job.visits.set(rule.id, (job.visits.get(rule.id) ?? 0) + 1);
  try {
    const check: (subject: Visit<K>['subject'], context: Context) => void = rule.check;
    check(visit.subject, contextOf(rule, visit.span, job));
  } catch (error) {
    job.findings.push(failure(rule, visit.span, error, job));
  }
}

function contextOf(rule: AnyRule, span: Span | undefined, job: Job): Context {
  const { analysis, config } = job;
  return {
    analysis,
    policy: { registries: config.registries },
    report: (report) => {
      if (SHOWN[config.profile].includes(report.confidence ?? 'certain'))
        job.findings.push(findingOf(rule, report, job));
    },
    undecided: (reason) => {
      const key = `${rule.id} ${span?.start} ${span?.end} ${reason}`;
      if (job.said.has(key)) return;
      job.said.add(key);
      job.undecided.push({ rule: rule.id, reason, ...(span === undefined ? {} : { span }) });
    },
  };
}

function findingOf(rule: AnyRule, report: Report, { analysis, config, openEditor }: Job): Finding {
  const level = config.rules.get(rule.id);
  return {
    rule: rule.id,
    severity: level === undefined || level === 'off' ? (report.severity ?? rule.severity) : level,
    confidence: report.confidence ?? 'certain',
    message: shellAsWritten(report.message),
    path: analysis.file.path,
    span: report.at,
    related: (report.related ?? []).map(
      ({ at, path, message }): Related => ({ path: path ?? analysis.file.path, span: at, message }),
    ),
    scenarios: report.scenarios ?? [],
    fix: report.fix === undefined ? undefined : fixOf(rule, report.fix, analysis, openEditor),
  };
}

function failure(rule: AnyRule, span: Span | undefined, error: unknown, { analysis }: Job): Finding {
  const said = error instanceof Error ? error.message : String(error);
  const message = `rule \`${rule.id}\` failed here and was left out: ${said.replace(/\s+/g, ' ').trim()}`
    .slice(0, MESSAGE_MAX)
    .replace(/\.$/, '');
  return {
    rule: 'internal-error',
    severity: 'error',
    confidence: 'certain',
    message,
    path: analysis.file.path,
    span: span ?? { start: 0, end: 0 },
    related: [],
    scenarios: [],
    fix: undefined,
  };
}

const MESSAGE_MAX = 160;

function allowedAt(file: SourceFile, id: string, config: Config): boolean {
  return (config.allow.get(id) ?? []).some((pattern) => matchesPath(pattern, file.path));
}

function withLevel(finding: Finding, config: Config): readonly Finding[] {
  const level: Severity | 'off' | undefined = config.rules.get(finding.rule);
  if (level === 'off') return [];
  return [level === undefined ? finding : { ...finding, severity: level }];
}

const noEditor: OpenEditor = () => {
  throw new Error('nobody here can edit files');
};
