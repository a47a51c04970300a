import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import type { Finding } from '../core/index';
import type { Edit } from '../core/text/edit';
import { positionAt } from '../core/text/line-index';
import type { SourceFile } from '../core/text/source-file';
import type { Span } from '../core/text/span';

/** Offsets become lines and characters here and nowhere else. */
export function range(file: SourceFile, span: Span): Range {
  const start = positionAt(file.lines, span.start);
  const end = positionAt(file.lines, span.end);
  return { start: { line: start.line, character: start.column }, end: { line: end.line, character: end.column } };
}

export function textEdit(file: SourceFile, edit: Edit): TextEdit {
  return { range: range(file, edit.span), newText: edit.text };
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** `source` finds a file's text and address by repository path, for the chain of evidence. */
export function diagnostic(
  finding: Finding,
  file: SourceFile,
  source: (path: string) => { readonly file: SourceFile; readonly uri: string } | undefined,
): Diagnostic {
  const related = finding.related.flatMap(({ path, span, message }): DiagnosticRelatedInformation[] => {
    const found = source(path);
    return found === undefined ? [] : [{ location: { uri: found.uri, range: range(found.file, span) }, message }];
  });
  const starts = finding.scenarios.length === 0 ? '' : ` (on ${finding.scenarios.join(', ')})`;
  return {
    range: range(file, finding.span),
    severity: SEVERITIES[finding.severity],
    source: 'plimsoll',
    code: finding.rule,
    message: `${finding.message}${starts}`,
    relatedInformation: related,
  };
}
