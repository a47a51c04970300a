import type { Project } from '../core/index';
import { contains, type Span } from '../core/text/span';
import { textSpan } from '../core/workflow/field';
import type { Job, Step } from '../core/workflow/model';
import { actionFileOf, workflowOf } from '../core/workflow/workflow';
import { isActionPath } from '../core/workspace';

/** A job or a step as an outline lists it. */
export interface OutlineEntry {
  readonly kind: 'job' | 'step';
  readonly name: string;
  /** The job's name or what it calls; the step's id. */
  readonly detail: string;
  readonly span: Span;
  /** What is shown when the entry is chosen; inside `span`. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineEntry[];
}

/** The jobs of a workflow with their steps, or the steps of a composite action, by the names that GitHub shows in a run. */
export function outline({ workspace }: Project, path: string): readonly OutlineEntry[] {
  const file = workspace.file(path);
  if (file === 'absent' || file === 'notLoaded') return [];
  return isActionPath(path) ? actionFileOf(file).steps.map(ofStep) : workflowOf(file).jobs.map(ofJob);
}

function ofJob({ id, name, call, entry, steps }: Job): OutlineEntry {
  const { span, key } = entry;
  return {
    kind: 'job',
    name: id,
    detail: name?.text ?? call?.uses.text ?? '',
    span,
    nameSpan: key.span,
    // Steps that come in through an anchor stand in the job that has it.
    children: steps.filter(({ node }) => contains(span, node.span)).map(ofStep),
  };
}

/** GitHub names a step without a name after what it runs. */
function ofStep({ id, name, uses, run, node, index }: Step): OutlineEntry {
  const field = name ?? uses?.field ?? run?.field;
  const [line = ''] = (field?.text ?? '').trim().split('\n');
  const shown = line === '' ? `step ${index + 1}` : line;
  const at = field === undefined || line === '' ? node.span : textSpan(field);
  return {
    kind: 'step',
    name: name === undefined && line !== '' ? `Run ${shown}` : shown,
    detail: id?.value ?? '',
    span: node.span,
    nameSpan: contains(node.span, at) ? at : node.span,
    children: [],
  };
}
