import { lookupAction, outputsOf } from '../../catalogue/catalogue';
import type { EventKind } from '../../event/event';
import type { Analysis } from '../../image/analysis';
import { bakeBuilt } from '../../image/bake-built';
import { closest } from '../../lint/closest';
import { nearName } from '../../lint/near-name';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import { type ReadName, readOtherName } from '../../remedy/read-other-name';
import { localAction } from '../../run/local-action';
import { localPath } from '../../run/local-path';
import { metadataKeys } from '../../run/metadata-keys';
import type { JobInstance } from '../../run/run';
import { writtenOutputs } from '../../run/written-outputs';
import { writtenScript } from '../../run/written-script';
import { isSameName } from '../../text/is-same-name';
import type { Span } from '../../text/span';
import { fieldNamed, spanIn } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';
import type { ActionFile, Field, FieldMap, Job, Step, Workflow } from '../../workflow/model';
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
      checkList({ where: 'job', steps: job.steps, outputs: job.outputs, job, owner: job.workflow }, context);
      for (const step of job.steps) {
        checkMetadata(step, instances, context);
        const fields = fieldsBelow(step.node);
        // Editors know contexts; what is said here is what an image loses by it.
        if (fields.some(({ text }) => text.includes('needs.')) && worksOnImages(step, context.analysis))
          for (const field of fields) checkNeeds(field, job, context);
      }
    }
    if (action?.using === 'composite')
      checkList(
        { where: 'action', steps: action.steps, outputs: action.outputs, job: undefined, owner: action },
        context,
      );
  },
});

/** The metadata of bake has a part for each target that is built, and no others. */
function checkMetadata(step: Step, instances: readonly JobInstance[], { report }: Context): void {
  for (const { id, key, field, span } of metadataKeys(step)) {
    const bakes = instances.flatMap(({ steps }) =>
      steps.filter(
        ({ step: one, reached }) => isSameName(one.id?.value, id) && one.index < step.index && reached !== false,
      ),
    );
    const built = bakes.map(bakeBuilt);
    if (built.length === 0 || !built.every((names) => names?.includes(key) === false)) continue;
    const names = [...new Set(built.flatMap((list) => list ?? []))];
    const other = nearName(key, names);
    report({
      at: spanIn(field, span),
      message: `step \`${id}\` builds no target \`${key}\`${but(key, names)}, so its metadata has nothing under that name`,
      confidence: 'certain',
      ...(other === undefined
        ? {}
        : {
            fix: {
              title: `Read \`${other}\``,
              edit: (editor) => editor.replaceIn(step.owner, field, span, other),
            },
          }),
    });
  }
}

/** Steps that see each other, and what is given out in the end: those of a job or of a composite action. */
interface StepList {
  readonly where: 'job' | 'action';
  readonly steps: readonly Step[];
  readonly outputs: FieldMap;
  readonly job: Job | undefined;
  readonly owner: Workflow | ActionFile;
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
    const at = { at: spanIn(field, span), confidence: 'certain' } as const;
    const step = visible.find((one) => isSameName(one.id?.value, id));
    if (step === undefined) {
      const fix = fixFor(id, name, { field, span, visible, list }, context);
      context.report({ ...at, message: unknownStep(id, list), ...fix });
    } else if (kind === 'outputs' && name !== undefined) {
      const fault = unknownOutput(step, name, visible, context);
      if (fault === undefined) continue;
      const fix = renamed({ owner: list.owner, field, path: span, name, part: 'output' }, fault.outputs);
      context.report({ ...at, message: fault.message, ...fix });
    }
  }
}

/** Only jobs that are waited for are seen, and of them the outputs they declare (docs: "Contexts", `needs`). */
function checkNeeds(field: Field, job: Job, context: Context): void {
  if (!field.text.includes('needs.')) return;
  for (const { path, span } of readPaths(field, job)) {
    const [head, id, kind, name] = path;
    if (head !== 'needs' || id === undefined) continue;
    const at = { at: spanIn(field, span), confidence: 'certain' } as const;
    const read = { owner: job.workflow, field, path: span } as const;
    const other = job.workflow.jobs.find((one) => isSameName(one.id, id));
    const waits = job.needs.some(({ value }) => isSameName(value, id));
    if (!waits) {
      const fix: { readonly fix?: ReportedFix } =
        other === undefined
          ? renamed({ ...read, name: id, part: 'id' }, neededWith(job, name))
          : leadsTo(other, job)
            ? {}
            : { fix: { title: `Wait for \`${other.id}\``, edit: (editor) => editor.addNeed(job, other.id) } };
      context.report({ ...at, message: unseenJob(id, job, other), ...fix });
    } else if (kind === 'outputs' && name !== undefined && other !== undefined && other.call === undefined) {
      const { outputs } = other;
      if (outputs.expression !== undefined || fieldNamed(outputs, name) !== undefined) continue;
      const names = outputs.fields.map((one) => one.name);
      context.report({
        ...at,
        message: `job \`${other.id}\` has no output \`${name}\`${but(name, names)}, so this is always empty`,
        ...renamed({ ...read, name, part: 'output' }, names),
      });
    }
  }
}

/** The jobs a job waits for that have an output, or may have it. */
function neededWith(job: Job, output: string | undefined): readonly string[] {
  return job.workflow.jobs
    .filter(({ id }) => job.needs.some(({ value }) => isSameName(value, id)))
    .filter(
      ({ call, outputs }) =>
        output === undefined ||
        call !== undefined ||
        outputs.expression !== undefined ||
        fieldNamed(outputs, output) !== undefined,
    )
    .map(({ id }) => id);
}

/** The fix for a slip of the pen, where one name alone can be meant. */
function renamed(read: ReadName, names: readonly string[]): { readonly fix?: ReportedFix } {
  const other = nearName(read.name, names);
  return other === undefined
    ? {}
    : { fix: { title: `Read \`${other}\``, edit: (editor) => readOtherName(editor, read, other) } };
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

/** What is wrong with reading an output of a step, and what it has instead; undefined where it has it, or may have it. */
function unknownOutput(
  step: Step,
  name: string,
  visible: readonly Step[],
  { analysis }: Context,
): { readonly message: string; readonly outputs: readonly string[] } | undefined {
  const outputs = outputNames(step, visible, analysis);
  if (outputs === undefined || outputs.some((one) => isSameName(one, name))) return undefined;
  if (step.run !== undefined) {
    const written = outputs.map((one) => `\`${one}\``).join(', ');
    const sets = outputs.length === 0 ? 'no outputs' : `${written} and no output \`${name}\``;
    return { message: `the script of step \`${step.id?.value}\` sets ${sets}, so this is always empty`, outputs };
  }
  const action = step.uses === undefined ? undefined : lookupAction(step.uses.field.text, step.uses.comment);
  if (action === undefined) {
    const used = step.uses?.field.text.trim();
    return {
      message: `\`${used}\` declares no output \`${name}\`${but(name, outputs)}, so this is always empty`,
      outputs,
    };
  }
  const hint =
    action.entry.action === 'docker/bake-action' && name === 'digest'
      ? '; the digest is in `metadata`, under the target’s `containerimage.digest`'
      : '';
  return { message: `\`${action.entry.action}\` has no output \`${name}\`, so this is always empty${hint}`, outputs };
}

/** Every output a step can set; undefined where that is not known. */
function outputNames(step: Step, visible: readonly Step[], analysis: Analysis): readonly string[] | undefined {
  if (step.run !== undefined) {
    // A script that can be read to the end sets the outputs it writes and no others.
    const { names, unseen } = writtenOutputs(writtenScript(step, step.run));
    // An action that runs a script has outputs of its own besides.
    if (step.uses !== undefined) return undefined;
    return unseen.length > 0 ? undefined : [...new Set(names.map(({ name }) => name))];
  }
  const local = compositeOf(step, visible, analysis);
  if (local !== undefined)
    return local.outputs.expression === undefined ? local.outputs.fields.map(({ name }) => name) : undefined;
  const found = step.uses === undefined ? undefined : lookupAction(step.uses.field.text, step.uses.comment);
  return found === undefined || !COMPLETE.has(found.entry.action)
    ? undefined
    : [...outputsOf(found.entry, found.major).keys()];
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
 * A step before it whose id is nearly this one, and which has that output or may have it. Otherwise, where exactly one step before it has
 * that output, that one was meant. Of several builds, a digest is that of the one that publishes: the others are made for a scan or a test.
 */
function fixFor(
  id: string,
  output: string | undefined,
  { field, span, visible, list }: Reading,
  { analysis }: Context,
): { readonly fix?: ReportedFix } {
  if (output === undefined || list.steps.some((step) => isSameName(step.id?.value, id))) return {};
  const possible = visible.filter(
    (step) => outputNames(step, visible, analysis)?.some((one) => isSameName(one, output)) !== false,
  );
  const read = { owner: list.owner, field, path: span, name: id, part: 'id' } as const;
  const near = renamed(
    read,
    possible.flatMap((step) => step.id?.value ?? []),
  );
  if (near.fix !== undefined) return near;
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
        : { title: `Read step \`${own}\``, edit: (editor) => readOtherName(editor, read, own) },
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
  return steps.some((step) => isSameName(step.id?.value, id))
    ? `step \`${id}\` runs later in this ${where}, so its outputs are still empty here`
    : `there is no step with the id \`${id}\` in this ${where}, so this is always empty`;
}
