import { type Finding, lint, type Project } from '../core/index';
import { fileSuppressionEdit, suppressionEdit } from '../core/lint/suppression-edit';
import { type Edit, isRefusal } from '../core/text/edit';
import { overlaps, type Span, touches } from '../core/text/span';

export interface CodeAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'command';
  readonly preferred: boolean;
  readonly finding: Finding;
  /** Edits by path; for `kind: command` the rule to explain. */
  readonly edits?: ReadonlyMap<string, readonly Edit[]>;
  readonly explain?: string;
}

/** What can be done about the findings at a range: the fixes that can be made safely, a comment that allows it, and the rule's page. */
export function codeActions(project: Project, path: string, range: Span): readonly CodeAction[] {
  const file = project.workspace.file(path);
  if (file === 'absent' || file === 'notLoaded') return [];
  const findings = (lint(project, path)?.findings ?? []).filter(
    ({ span }) => overlaps(span, range) || touches(span, range.start),
  );
  const all = findings.flatMap((finding) => {
    const actions: CodeAction[] = [];
    const edits = finding.fix?.edits();
    if (finding.fix !== undefined && edits !== undefined && !isRefusal(edits))
      actions.push({
        title: finding.fix.title,
        kind: 'quickfix',
        preferred: finding.fix.safety === 'safe',
        finding,
        edits,
      });
    actions.push({
      title: `Allow \`${finding.rule}\` here`,
      kind: 'quickfix',
      preferred: false,
      finding,
      edits: new Map([[path, suppressionEdit(file, finding, 'reason')]]),
    });
    actions.push({
      title: `Allow \`${finding.rule}\` in this file`,
      kind: 'quickfix',
      preferred: false,
      finding,
      edits: new Map([[path, fileSuppressionEdit(file, finding.rule, 'reason')]]),
    });
    actions.push({
      title: `Explain \`${finding.rule}\``,
      kind: 'command',
      preferred: false,
      finding,
      explain: finding.rule,
    });
    return actions;
  });
  // Several findings often share a place; what mends them comes before what silences them.
  return all
    .map((action, order) => ({ action, order }))
    .sort((a, b) => rank(a.action) - rank(b.action) || a.order - b.order)
    .map(({ action }) => action);
}

const SEVERITIES = ['error', 'warning', 'info', 'hint'];

function rank({ kind, title, finding }: CodeAction): number {
  const step = kind === 'command' ? 2 : title.startsWith('Allow ') ? 1 : 0;
  return step * SEVERITIES.length + SEVERITIES.indexOf(finding.severity);
}
