import { positionAt } from '../text/line-index';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import { builtIns } from './built-in';
import { didYouMean } from './closest';
import type { Finding } from './finding';
import type { SuppressedId, Suppression } from './suppression';

export interface SuppressRequest {
  readonly file: SourceFile;
  readonly findings: readonly Finding[];
  readonly suppressions: readonly Suppression[];
  readonly knownIds: readonly string[];
  /** Rules that ran and decided everywhere in the file: only for them a comment that silences nothing is superfluous. */
  readonly settled: readonly string[];
  /** Whether the file has syntax errors, so that findings may be missing for another reason. */
  readonly broken: boolean;
}

export interface SuppressOutcome {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** What is wrong with the comments themselves. */
  readonly about: readonly Finding[];
}

/** Takes out what the file's comments allow. A comment without a reason works too, and is a finding of its own. */
export function suppress(request: SuppressRequest): SuppressOutcome {
  const { file, findings, suppressions } = request;
  const used = new Set<SuppressedId>();
  const kept: Finding[] = [];
  const suppressed: Finding[] = [];
  for (const finding of findings) {
    const by = suppressions.flatMap((suppression) => coveringIds(file, suppression, finding));
    for (const id of by) used.add(id);
    (by.length > 0 ? suppressed : kept).push(finding);
  }
  return { kept, suppressed, about: suppressions.flatMap((suppression) => about(request, suppression, used)) };
}

function coveringIds(file: SourceFile, suppression: Suppression, finding: Finding): readonly SuppressedId[] {
  if (finding.path !== file.path) return [];
  const { line } = positionAt(file.lines, finding.span.start);
  if (line < suppression.from || line > suppression.to) return [];
  return suppression.ids.filter(({ id }) => id === finding.rule);
}

function about(
  { file, knownIds, settled, broken }: SuppressRequest,
  suppression: Suppression,
  used: ReadonlySet<SuppressedId>,
): readonly Finding[] {
  if (!suppression.understood) {
    return [
      finding(
        file,
        'suppression-invalid',
        suppression.span,
        'this comment is not understood, it reads `# plimsoll: allow[rule-id] reason`',
      ),
    ];
  }
  const unknown = suppression.ids.filter(({ id }) => !knownIds.includes(id));
  const unused = broken ? [] : suppression.ids.filter((one) => settled.includes(one.id) && !used.has(one));
  return [
    ...unknown.map(({ id, span }) =>
      finding(file, 'suppression-invalid', span, `there is no rule \`${id}\`${didYouMean(id, knownIds)}`),
    ),
    ...unused.map(({ id, span }) =>
      finding(file, 'suppression-unused', span, `\`${id}\` has nothing to say here, the comment can go`),
    ),
    ...(suppression.reason === ''
      ? [
          finding(
            file,
            'suppression-without-reason',
            suppression.span,
            'this comment silences a rule without saying why',
          ),
        ]
      : []),
  ];
}

function finding(file: SourceFile, rule: string, span: Span, message: string): Finding {
  const severity = builtIns.find(({ id }) => id === rule)?.severity ?? 'warning';
  return {
    rule,
    severity,
    confidence: 'certain',
    message,
    path: file.path,
    span,
    related: [],
    scenarios: [],
    fix: undefined,
  };
}
