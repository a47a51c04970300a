/** The kinds of event that labels list, each a list of one workflow's JSON. */
export const EVENT_KINDS = ['builds', 'pushes', 'logins', 'scans', 'sboms', 'signatures', 'attestations'] as const;
export type EventList = (typeof EVENT_KINDS)[number];

/** One labelled or reported event; what else it says depends on its kind. */
export interface Entry {
  readonly job: string | null;
  readonly line: number;
  readonly tool: string;
  /** A label of what a tool does by default, which need not be reported. */
  readonly implicit?: boolean;
  readonly [attribute: string]: unknown;
}

export interface Defect {
  readonly line: number;
  readonly kind: string;
  readonly certainty: 'certain' | 'likely';
  readonly why: string;
}

export interface RuleFinding {
  readonly rule: string;
  readonly severity: string;
  readonly line: number;
  /**
   * Further lines of the file that it is about. Those of the builds whose image is pushed at `line`: what a published image lacks is labelled
   * where it is built. And those it points at: of two places that collide a label names either.
   */
  readonly others: readonly number[];
  readonly message: string;
}

/** A label and what was reported for it; one of them is missing where the two disagree. */
export interface Pair<T, U = T> {
  readonly label?: T;
  readonly ours?: U;
}

/** Lines of a label and of a report may differ by this much: some labels name the line that runs a script, reports the command in it. */
const LINES = 3;

/** Pairs labels with reported events of the same job, the nearest lines first; each is used once. */
export function pairEvents(labels: readonly Entry[], reported: readonly Entry[]): readonly Pair<Entry>[] {
  const candidates = labels
    .flatMap((label) => reported.map((ours) => ({ label, ours, distance: Math.abs(label.line - ours.line) })))
    .filter(({ label, ours, distance }) => label.job === ours.job && distance <= LINES)
    .sort((a, b) => a.distance - b.distance || likeness(b) - likeness(a));
  const used = new Set<Entry>();
  const pairs: Pair<Entry>[] = [];
  for (const { label, ours } of candidates) {
    if (used.has(label) || used.has(ours)) continue;
    used.add(label).add(ours);
    pairs.push({ label, ours });
  }
  return [
    ...pairs,
    ...labels.filter((label) => !used.has(label) && label.implicit !== true).map((label) => ({ label })),
    ...reported.filter((ours) => !used.has(ours)).map((ours) => ({ ours })),
  ];
}

/** Of several events of one line, those that say the same belong together. */
function likeness({ label, ours }: { readonly label: Entry; readonly ours: Entry }): number {
  return Object.keys(label).filter((attribute) => sameAttribute(label[attribute], ours[attribute])).length;
}

/** Whether an attribute says the same; lists are sets, and parts that only a run knows are equal however they are written. */
export function sameAttribute(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return [...new Set(value.map(canonical))].sort().join(' ');
  return String(value)
    .replace(/\$\{\{.*?\}\}|<[^>]*>/g, '*')
    .replace(/^docker\.io\//, '')
    .toLowerCase();
}

export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of pairs; each is 1 where there was nothing to find or to say. */
export function scoreOf(pairs: readonly Pair<unknown>[]): Score {
  const hits = pairs.filter(({ label, ours }) => label !== undefined && ours !== undefined).length;
  const labels = pairs.filter(({ label }) => label !== undefined).length;
  const reported = pairs.filter(({ ours }) => ours !== undefined).length;
  const precision = reported === 0 ? 1 : hits / reported;
  const recall = labels === 0 ? 1 : hits / labels;
  return { precision, recall, f1: hits === 0 ? (labels + reported === 0 ? 1 : 0) : (2 * hits) / (labels + reported) };
}

/** Defect kind → the rules that speak of it. */
export type RuleMapping = Readonly<Record<string, readonly string[]>>;

/** Of these a file has one label, at the first place, with how many there are; findings are one per job. */
const ONE_PER_FILE: ReadonlySet<string> = new Set(['unpinned-action']);

/** The first finding that says what a label says, at its place. */
export function findingFor(
  { kind, line }: Defect,
  findings: readonly RuleFinding[],
  mapping: RuleMapping,
): RuleFinding | undefined {
  const rules = mapping[kind] ?? [];
  return findings.find(
    (finding) =>
      rules.includes(finding.rule) &&
      (ONE_PER_FILE.has(kind) || [finding.line, ...finding.others].some((one) => Math.abs(one - line) <= LINES)),
  );
}

/** Errors that no label explains: none of the kinds its rule stands for (or `other`) is labelled at its place. */
export function unexplainedErrors(
  defects: readonly Defect[],
  findings: readonly RuleFinding[],
  mapping: RuleMapping,
): readonly RuleFinding[] {
  return findings.filter(
    ({ severity, rule, line }) =>
      severity === 'error' &&
      !defects.some(
        (defect) =>
          Math.abs(defect.line - line) <= LINES &&
          (defect.kind === 'other' || (mapping[defect.kind] ?? []).includes(rule)),
      ),
  );
}
