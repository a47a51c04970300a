import { positionAt } from '../text/line-index';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import type { ReportInput } from './report';

/** The findings as JSON, version 1: lines and columns are 1-based, columns in UTF-16 code units. */
export function jsonReport(input: ReportInput): string {
  const findings = input.findings.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    message: finding.message,
    path: finding.path,
    ...places(input.source(finding.path), finding.span),
    scenarios: finding.scenarios,
    related: finding.related.map((related) => ({
      path: related.path,
      ...places(input.source(related.path), related.span),
      message: related.message,
    })),
    fix: finding.fix === undefined ? null : { title: finding.fix.title, safety: finding.fix.safety },
  }));
  return `${JSON.stringify({ version: 1, findings, files: input.files }, undefined, 2)}\n`;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** 1-based start and end of a span; the first character of the file where its text is not at hand. */
export function places(file: SourceFile | undefined, span: Span): { readonly start: Place; readonly end: Place } {
  const at = (offset: number): Place => {
    if (file === undefined) return { line: 1, column: 1 };
    const position = positionAt(file.lines, offset);
    return { line: position.line + 1, column: position.column + 1 };
  };
  return { start: at(span.start), end: at(span.end) };
}
