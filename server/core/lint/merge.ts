import type { Confidence, Finding, Related, Severity } from './finding';

/**
 * Findings in the order of the file (place, then rule id), each said once: what a rule says at one place in several runs is one
 * finding with the scenarios and evidence of all. The worst severity and the highest confidence are kept.
 */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const { path, rule, span, message } = finding;
    const key = `${span.start} ${span.end} ${rule} ${path}\n${message}`;
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? tidy(finding) : join(earlier, finding));
  }
  return [...merged.values()].sort(inOrder);
}

export function inOrder(a: Finding, b: Finding): number {
  return (
    compare(a.path, b.path) ||
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

const SEVERITIES: readonly Severity[] = ['hint', 'info', 'warning', 'error'];
const CONFIDENCES: readonly Confidence[] = ['possible', 'likely', 'certain'];

export function worst(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}

function join(a: Finding, b: Finding): Finding {
  return tidy({
    ...a,
    severity: worst(a.severity, b.severity),
    confidence: CONFIDENCES.indexOf(a.confidence) >= CONFIDENCES.indexOf(b.confidence) ? a.confidence : b.confidence,
    related: [...a.related, ...b.related],
    // Without scenarios it holds however the run starts, and that covers the other.
    scenarios: a.scenarios.length === 0 || b.scenarios.length === 0 ? [] : [...a.scenarios, ...b.scenarios],
    fix: a.fix ?? b.fix,
  });
}

function tidy(finding: Finding): Finding {
  return { ...finding, related: distinct(finding.related), scenarios: [...new Set(finding.scenarios)].sort() };
}

function distinct(related: readonly Related[]): readonly Related[] {
  if (related.length < 2) return related;
  const seen = new Map(
    related.map((one) => [`${one.span.start} ${one.span.end} ${one.path}\n${one.message}`, one] as const),
  );
  return [...seen.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
