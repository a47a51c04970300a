import { analysisOf, type Finding, lint, type Project } from '../core/index';
import { fileSuppressionEdit } from '../core/lint/file-suppression-edit';
import type { FixEdits } from '../core/lint/finding';
import { REASON } from '../core/lint/suppression';
import { suppressionEdit } from '../core/lint/suppression-edit';
import { switchedOff, switchOffEdit } from '../core/lint/switch-off-edit';
import { isRefusal } from '../core/text/edit';
import type { SourceFile } from '../core/text/source-file';
import { contains, overlaps, type Span, touches } from '../core/text/span';

/** What can be done about a finding. What mends comes before what silences, and what silences little before what silences much. */
export type CodeAction = {
  readonly title: string;
  readonly finding: Finding;
} & (
  | { readonly kind: 'fix' | 'allowHere' | 'allowInFile' | 'switchOff'; readonly edits: FixEdits }
  /** Switches the rule off in a configuration file that is not there yet. */
  | { readonly kind: 'switchOffInNewFile'; readonly path: string; readonly text: string }
  /** Shows the way of the image that the step of the finding publishes, or the page of the rule. */
  | { readonly kind: 'showImage' | 'explain' }
);

const ORDER: readonly CodeAction['kind'][] = [
  'fix',
  'allowHere',
  'allowInFile',
  'switchOff',
  'switchOffInNewFile',
  'showImage',
  'explain',
];
const SEVERITIES = ['error', 'warning', 'info', 'hint'];

/** What can be done about the findings at a range. Fixes and silencing edits that cannot be made safely are left out. */
export function codeActions(project: Project, path: string, range: Span): readonly CodeAction[] {
  const file = project.workspace.file(path);
  if (file === 'absent' || file === 'notLoaded') return [];
  const findings = (lint(project, path)?.findings ?? []).filter(
    ({ span }) => overlaps(span, range) || touches(span, range.start),
  );
  const rules = new Set<string>();
  const all = findings.flatMap((finding) => {
    const own = [...fix(finding), ...allowHere(file, finding), ...explain(finding)];
    if (rules.has(finding.rule)) return own;
    rules.add(finding.rule);
    return [...own, ...allowInFile(file, finding), ...switchOff(project, finding)];
  });
  // Several findings often share a place.
  return [...all, ...showImage(project, path, findings)]
    .map((action, order) => ({ action, order }))
    .sort((a, b) => rank(a.action) - rank(b.action) || a.order - b.order)
    .map(({ action }) => action);
}

function rank({ kind, finding }: CodeAction): number {
  return ORDER.indexOf(kind) * SEVERITIES.length + SEVERITIES.indexOf(finding.severity);
}

function fix(finding: Finding): readonly CodeAction[] {
  const edits = finding.fix?.edits();
  return finding.fix === undefined || edits === undefined || isRefusal(edits)
    ? []
    : [{ title: finding.fix.title, kind: 'fix', finding, edits }];
}

function allowHere(file: SourceFile, finding: Finding): readonly CodeAction[] {
  const edits = new Map([[file.path, suppressionEdit(file, finding, REASON)]]);
  return [{ title: `Allow \`${finding.rule}\` here`, kind: 'allowHere', finding, edits }];
}

function allowInFile(file: SourceFile, finding: Finding): readonly CodeAction[] {
  const edit = fileSuppressionEdit(file, finding.rule, REASON);
  if (edit === undefined) return [];
  const edits = new Map([[file.path, [edit]]]);
  return [{ title: `Allow \`${finding.rule}\` in this file`, kind: 'allowInFile', finding, edits }];
}

/** Only the snapshot knows whether there is a configuration; where nobody knows, none is made. */
function switchOff({ workspace }: Project, finding: Finding): readonly CodeAction[] {
  const { config } = workspace;
  const title = (path: string): string => `Switch \`${finding.rule}\` off in ${path}`;
  if (config !== undefined) {
    const edit = switchOffEdit(config, finding.rule);
    const edits = isRefusal(edit) ? undefined : new Map([[config.path, [edit]]]);
    return edits === undefined ? [] : [{ title: title(config.path), kind: 'switchOff', finding, edits }];
  }
  const path = '.github/plimsoll.yml';
  if (workspace.file(path) !== 'absent') return [];
  return [{ title: title(path), kind: 'switchOffInNewFile', finding, path, text: switchedOff(finding.rule) }];
}

function explain(finding: Finding): readonly CodeAction[] {
  return [{ title: `Explain \`${finding.rule}\``, kind: 'explain', finding }];
}

/** Offered once, for findings at a step that publishes. */
function showImage(project: Project, path: string, findings: readonly Finding[]): readonly CodeAction[] {
  const steps = analysisOf(project, path)?.published.map(({ site }) => site.step.node.span) ?? [];
  const found = findings.find(({ span }) => steps.some((step) => contains(step, span)));
  return found === undefined ? [] : [{ title: 'Show the image’s path', kind: 'showImage', finding: found }];
}
