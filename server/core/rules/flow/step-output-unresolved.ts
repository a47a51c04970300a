import { lookupAction, outputsOf } from '../../catalogue/catalogue';
import type { Analysis } from '../../image/analysis';
import type { EventKind } from '../../image/event';
import { localAction } from '../../image/local-action';
import { localPath } from '../../image/local-path';
import { writtenOutputs } from '../../image/written-outputs';
import { writtenScript } from '../../image/written-script';
import { closest } from '../../lint/closest';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import type { Span } from '../../text/span';
import { fieldNamed, spanIn } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';
import type { ActionFile, Field, FieldMap, Job, Run, Step } from '../../workflow/model';
import { readPaths } from '../../workflow/read-paths';

/** A step, job or output that does not exist is empty text, without any error, until something fails on it (F-059, F-060, F-055). */
export const stepOutputUnresolved = rule({
  id: 'step-output-unresolved',
  summary: 'Expression reads a step, job or output that does not exist',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: ['F-055', 'F-059', 'F-060'],
  check({ jobs, action }, context) {
    for (const { job, instances } of jobs) {
      if (!instances.some(({ reached }) => reached !== false)) continue;
      checkList({ where: 'job', steps: job.steps, outputs: job.outputs, job }, context);
      for (const step of job.steps) {
        const fields = fieldsBelow(step.node);
        // Editors know contexts; what is said here is what an image loses by it.
        if (fields.some(({ text }) => text.includes('needs.')) && worksOnImages(step, context.analysis))
          for (const field of fields) checkNeeds(field, job, context);
      }
    }
    if (action?.using === 'composite')
      checkList({ where: 'action', steps: action.steps, outputs: action.outputs, job: undefined }, context);
  },
});

/** Steps that see each other, and what is given out in the end: those of a job or of a composite action. */
interface StepList {
  readonly where: 'job' | 'action';
  readonly steps: readonly Step[];
  readonly outputs: FieldMap;
  readonly job: Job | undefined;
}

function checkList(list: StepList, context: Context): void {
  for (const [index, step] of list.steps.entries()) {
    const earlier = list.steps.slice(0, index);
    for (const field of fieldsBelow(step.node)) checkSteps(field, earlier, list, context);
  }
  for (const { field } of list.outputs.fields) if (field !== undefined) checkSteps(field, list.steps, list, context);
}

function worksOnImages(step: Step, { sites }: Analysis): boolean {
  return sites.some((site) => site.step === step && !BESIDES.has(site.kind));
}

const BESIDES: ReadonlySet<EventKind> = new Set(['checkout', 'artifact', 'setup', 'retention', 'opaque']);

function checkSteps(field: Field, visible: readonly Step[], list: StepList, context: Context): void {
  if (!field.text.includes('steps.')) return;
  for (const { path, span } of readPaths(field, list.job)) {
    const [head, id, kind, name] = path;
    if (head !== 'steps' || id === undefined) continue;
    const step = visible.find((one) => one.id?.value === id);
    const fault =
      step === undefined
        ? { message: unknownStep(id, list), ...fixFor(id, name, { field, span, visible, list }, context) }
        : kind === 'outputs' && name !== undefined
          ? unknownOutput(step, name, visible, context)
          : undefined;
    if (fault !== undefined) context.report({ at: spanIn(field, span), confidence: 'certain', ...fault });
  }
}

/** Only jobs that are waited for are seen, and of them the outputs they declare (docs: "Contexts", `needs`). */
function checkNeeds(field: Field, job: Job, { report }: Context): void {
  if (!field.text.includes('needs.')) return;
  for (const { path, span } of readPaths(field, job)) {
    const [head, id, kind, name] = path;
    if (head !== 'needs' || id === undefined) continue;
    const is = (one: string): boolean => one.toLowerCase() === id.toLowerCase();
    const other = job.workflow.jobs.find((one) => is(one.id));
    const waits = job.needs.some(({ value }) => is(value));
    if (!waits)
      report({
        at: spanIn(field, span),
        confidence: 'certain',
        message: unseenJob(id, job, other),
        ...(other === undefined || leadsTo(other, job)
          ? {}
          : { fix: { title: `Wait for \`${other.id}\``, edit: (editor) => editor.addNeed(job, other.id) } }),
      });
    else if (kind === 'outputs' && name !== undefined && other !== undefined && other.call === undefined) {
      const { outputs } = other;
      if (outputs.expression !== undefined || fieldNamed(outputs, name) !== undefined) continue;
      report({
        at: spanIn(field, span),
        confidence: 'certain',
        message: `job \`${other.id}\` has no output \`${name}\`${but(
          name,
          outputs.fields.map((one) => one.name),
        )}, so this is always empty`,
      });
    }
  }
}

function unseenJob(id: string, job: Job, other: Job | undefined): string {
  return other === undefined
    ? `there is no job \`${id}\` in this workflow, so this is always empty`
    : `job \`${job.id}\` does not wait for \`${other.id}\` (its \`needs\` do not name it), so this is always empty`;
}

/** Whether a job waits for another, directly or by way of others, or is that job, so that the other cannot wait for it. */
function leadsTo(job: Job, wanted: Job, seen: ReadonlySet<Job> = new Set()): boolean {
  if (job === wanted) return true;
  if (seen.has(job)) return false;
  const before = job.workflow.jobs.filter(({ id }) => job.needs.some(({ value }) => value === id));
  return before.some((one) => leadsTo(one, wanted, new Set([...seen, job])));
}

/** What is wrong with reading an output of a step; undefined where it has it, or may have it. */
function unknownOutput(
  step: Step,
  name: string,
  visible: readonly Step[],
  { analysis }: Context,
): { readonly message: string } | undefined {
  if (step.run !== undefined) return unwrittenOutput(step, step.run, name);
  const local = compositeOf(step, visible, analysis);
  if (local !== undefined) {
    if (local.outputs.expression !== undefined || fieldNamed(local.outputs, name) !== undefined) return undefined;
    const names = local.outputs.fields.map((one) => one.name);
    return {
      message: `\`${step.uses?.field.text.trim()}\` declares no output \`${name}\`${but(name, names)}, so this is always empty`,
    };
  }
  const found = step.uses === undefined ? undefined : lookupAction(step.uses.field.text, step.uses.comment);
  if (found === undefined || !COMPLETE.has(found.entry.action)) return undefined;
  if (outputsOf(found.entry, found.major).has(name.toLowerCase())) return undefined;
  const hint =
    found.entry.action === 'docker/bake-action' && name === 'digest'
      ? '; the digest is in `metadata`, under the target’s `containerimage.digest`'
      : '';
  return { message: `\`${found.entry.action}\` has no output \`${name}\`, so this is always empty${hint}` };
}

/** A script that can be read to the end sets the outputs it writes and no others. */
function unwrittenOutput(step: Step, run: Run, name: string): { readonly message: string } | undefined {
  const { names, unseen } = writtenOutputs(writtenScript(step, run));
  if (unseen.length > 0 || names.some((one) => one.name.toLowerCase() === name.toLowerCase())) return undefined;
  const written = [...new Set(names.map((one) => `\`${one.name}\``))];
  return {
    message: `the script of step \`${step.id?.value}\` sets ${written.length === 0 ? 'no outputs' : `${written.join(', ')} and no output \`${name}\``}, so this is always empty`,
  };
}

/** The name that was most likely meant. */
function but(name: string, names: readonly string[]): string {
  const other = closest(name, names);
  return other === undefined ? '' : ` (but \`${other}\`)`;
}

/**
 * The composite action of this repository that a step runs: it gives the outputs it declares and no others, which is not so of one that is
 * a program. Undefined where the files on the runner may be of another repository or commit.
 */
function compositeOf(step: Step, visible: readonly Step[], { workspace }: Analysis): ActionFile | undefined {
  const path = step.uses === undefined ? undefined : localPath(step.uses.field.text);
  if (path === undefined) return undefined;
  const other = visible.some(
    ({ uses }) =>
      uses !== undefined &&
      /\/checkout@/.test(uses.field.text) &&
      uses.with.fields.some(({ name }) => /^(ref|repository)$/i.test(name)),
  );
  const action = other ? undefined : localAction(path, workspace);
  return action?.using === 'composite' ? action : undefined;
}

/** Actions whose outputs were read in full from their action.yml. */
const COMPLETE: ReadonlySet<string> = new Set([
  'docker/build-push-action',
  'docker/bake-action',
  'docker/metadata-action',
  'docker/login-action',
  'docker/setup-qemu-action',
  'docker/setup-buildx-action',
  'redhat-actions/buildah-build',
  'redhat-actions/push-to-registry',
  'actions/attest',
  'actions/attest-build-provenance',
  'actions/attest-sbom',
]);

interface Reading {
  readonly field: Field;
  readonly span: Span;
  readonly visible: readonly Step[];
  readonly list: StepList;
}

/**
 * Where exactly one step before it has that output, it is the one that was meant. Of several builds, a digest is that of the one that
 * publishes: the others are made for a scan or a test.
 */
function fixFor(
  id: string,
  output: string | undefined,
  { field, span, visible, list }: Reading,
  { analysis }: Context,
): { readonly fix?: ReportedFix } {
  if (output === undefined || list.steps.some((step) => step.id?.value === id)) return {};
  const having = visible.filter((step) => gives(step, output));
  const candidates =
    having.length > 1 && output === 'digest' ? having.filter((step) => isPublisher(step, analysis)) : having;
  const [step, ...others] = candidates;
  if (step === undefined || others.length > 0) return {};
  const own = step.id?.value;
  return {
    fix:
      own === undefined
        ? {
            title: `Give the step that has \`${output}\` the id \`${id}\``,
            edit: (editor) => {
              const given = editor.ensureId(step, id);
              return typeof given === 'string' ? undefined : given;
            },
          }
        : {
            title: `Read step \`${own}\``,
            edit: (editor) => editor.replaceIn(step.owner, field, span, `steps.${own}.outputs.${output}`),
          },
  };
}

function gives({ uses }: Step, output: string): boolean {
  const found = uses === undefined ? undefined : lookupAction(uses.field.text, uses.comment);
  return (
    found !== undefined &&
    COMPLETE.has(found.entry.action) &&
    outputsOf(found.entry, found.major).has(output.toLowerCase())
  );
}

function isPublisher(step: Step, { published }: Analysis): boolean {
  return published.some(({ site, others }) => [site, ...others].some((one) => one.step === step));
}

function unknownStep(id: string, { steps, where }: StepList): string {
  return steps.some((step) => step.id?.value === id)
    ? `step \`${id}\` runs later in this ${where}, so its outputs are still empty here`
    : `there is no step with the id \`${id}\` in this ${where}, so this is always empty`;
}
