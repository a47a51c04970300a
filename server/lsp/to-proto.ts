import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Range,
} from 'vscode-languageserver';
import type { Finding } from '../core/index';
import type { SourceFile } from '../core/text/source-file';
import type { Span } from '../core/text/span';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** A finding for the editor. `range` writes places; `source` finds a file's text and address by repository path, for the chain of evidence. */
export function diagnostic(
  finding: Finding,
  file: SourceFile,
  range: (file: SourceFile, span: Span) => Range,
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
