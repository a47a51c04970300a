import { eventsOfKinds } from '../../event/events-of';
import type { Analysis } from '../../image/analysis';
import { publishes } from '../../image/published';
import { closest } from '../../lint/closest';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import { localPath } from '../../run/local-path';
import { isSameName } from '../../text/is-same-name';
import type { Span } from '../../text/span';
import { fieldNamed, spanIn } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';
import type { Field, FieldMap, Job, Workflow } from '../../workflow/model';
import { readPaths } from '../../workflow/read-paths';
import { workflowOf } from '../../workflow/workflow';

/**
 * An output that nobody declares is empty text without any error (docs "Reusing workflows", outputs; F-060). A digest on its way from the
 * job that builds to the caller that signs is lost there.
 */
export const reusableOutputInvalid = rule({
  id: 'reusable-output-invalid',
  summary: 'Output of a reusable workflow leads nowhere',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: [],
  check(analysis, context) {
    const { workflow } = analysis;
    if (workflow === undefined) return;
    if (workflow.call !== undefined) checkOutputs(workflow, workflow.call.outputs, context);
    for (const job of workflow.jobs)
      for (const field of fieldsBelow(job.node)) checkReads(workflow, job, field, context);
    checkDigest(workflow, analysis, context);
  },
});

/** What the workflow gives its caller comes from a job's output. */
function checkOutputs(workflow: Workflow, outputs: FieldMap, context: Context): void {
  for (const { field } of outputs.fields) {
    if (field === undefined) continue;
    for (const { path, span } of readPaths(field, undefined)) {
      const [head, id, kind, name] = path;
      if (head !== 'jobs' || id === undefined) continue;
      const job = workflow.jobs.find((one) => isSameName(one.id, id));
      if (job === undefined) {
        const other = closest(
          id,
          workflow.jobs.map((one) => one.id),
        );
        context.report({
          at: spanIn(field, span),
          message: `there is no job \`${id}\` in this workflow, so its callers always get empty text`,
          ...replaced(workflow, field, span, other === undefined ? undefined : ['jobs', other, ...path.slice(2)]),
        });
      } else if (kind === 'outputs' && name !== undefined) checkName(workflow, job, field, span, path, name, context);
    }
  }
}

/** What a job reads of a job that calls a workflow is declared there. */
function checkReads(workflow: Workflow, reader: Job, field: Field, context: Context): void {
  if (!field.text.includes('needs.')) return;
  for (const { path, span } of readPaths(field, reader)) {
    const [head, id, kind, name] = path;
    const job = workflow.jobs.find((one) => isSameName(one.id, id));
    if (head === 'needs' && kind === 'outputs' && name !== undefined && job?.call !== undefined)
      checkName(workflow, job, field, span, path, name, context);
  }
}

function checkName(
  workflow: Workflow,
  job: Job,
  field: Field,
  span: Span,
  path: readonly string[],
  name: string,
  context: Context,
): void {
  const outputs = outputsOf(job, context);
  if (outputs === undefined || outputs.expression !== undefined || fieldNamed(outputs, name) !== undefined) return;
  const other = closest(
    name,
    outputs.fields.map((one) => one.name),
  );
  context.report({
    at: spanIn(field, span),
    message:
      job.call === undefined
        ? `job \`${job.id}\` has no output \`${name}\`, so callers always get empty text`
        : `the workflow that job \`${job.id}\` calls has no output \`${name}\`, so this is always empty`,
    ...replaced(workflow, field, span, other === undefined ? undefined : [...path.slice(0, -1), other]),
  });
}

/** The outputs a job gives: its own, or those its callee declares; undefined where that is not read. */
function outputsOf(job: Job, { analysis, undecided }: Context): FieldMap | undefined {
  if (job.call === undefined) return job.outputs;
  const path = localPath(job.call.uses.text);
  const file = path === undefined ? 'absent' : analysis.workspace.file(path);
  if (file === 'absent' || file === 'notLoaded') {
    undecided(`\`${job.call.uses.text}\` could not be read`);
    return undefined;
  }
  return workflowOf(file).call?.outputs;
}

/** A workflow that publishes for others and gives them no digest leaves them a tag to work with, which moves (F-066). */
function checkDigest(workflow: Workflow, analysis: Analysis, { report }: Context): void {
  const { call } = workflow;
  if (call === undefined || workflow.triggers.length > 1 || call.outputs.fields.length > 0) return;
  const jobs = analysis.jobs.flatMap(({ instances }) => instances);
  // What is signed and attested in the workflow itself needs no digest outside.
  if (jobs.some((job) => eventsOfKinds(job, ['sign', 'attest']).length > 0)) return;
  const publishing = jobs
    .flatMap((job) => eventsOfKinds(job, ['build']))
    .find((event) => event.digest !== undefined && event.step.parent === undefined && publishes(event));
  if (publishing === undefined) return;
  report({
    at: call.span,
    severity: 'hint',
    message:
      'this publishes for its callers and gives them no outputs; with the digest they could sign, attest and deploy what was built',
    confidence: 'possible',
    related: publishing.step.step.owner === workflow ? [{ at: publishing.span, message: 'published here' }] : [],
  });
}

function replaced(
  workflow: Workflow,
  field: Field,
  span: Span,
  path: readonly string[] | undefined,
): { readonly fix?: ReportedFix } {
  if (path === undefined || path.some((part) => !/^[\w-]+$/.test(part))) return {};
  const text = path.join('.');
  return { fix: { title: `Read \`${text}\``, edit: (editor) => editor.replaceIn(workflow, field, span, text) } };
}
