import { lookupAction, outputsOf } from '../../catalogue/catalogue';
import { references } from '../../expr/references';
import { conditionOf } from '../../expr/template-text';
import type { Analysis } from '../../image/analysis';
import { localAction } from '../../image/local-action';
import { localPath } from '../../image/local-path';
import { closest } from '../../lint/closest';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import { fieldNamed, spanIn } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';
import type { ActionFile, Field, Job, Step } from '../../workflow/model';

/** A step id or output that does not exist is empty text, without any error, until something fails on it (F-059, F-060, F-055). */
export const stepOutputUnresolved = rule({
  id: 'step-output-unresolved',
  summary: 'Expression reads a step or an output that does not exist',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: ['F-055', 'F-059', 'F-060'],
  check({ job }, context) {
    for (const step of job.steps) {
      const earlier = job.steps.filter(({ index }) => index < step.index);
      for (const field of fieldsBelow(step.node)) checkField(field, earlier, job, context);
    }
    for (const output of job.outputs.fields)
      if (output.field !== undefined) checkField(output.field, job.steps, job, context);
  },
});

function checkField(field: Field, visible: readonly Step[], job: Job, { report, analysis }: Context): void {
  if (!field.text.includes('steps.')) return;
  const expressions = field.template.segments.flatMap((segment) =>
    segment.kind === 'expression' && segment.expression !== undefined ? [segment.expression] : [],
  );
  const bare = expressions.length === 0 ? conditionOf(field.template).expression : undefined;
  for (const expression of bare === undefined ? expressions : [bare]) {
    for (const { path, span } of references(expression)) {
      const [context, id, kind, name] = path;
      if (context !== 'steps' || id === undefined) continue;
      // A conditional expression without `${{ }}` is only read in `if`.
      const step = visible.find((one) => one.id?.value === id);
      if (step === undefined) {
        if (bare !== undefined && !isCondition(field, job)) continue;
        report({
          at: spanIn(field, span),
          message: unknownStep(id, job),
          confidence: 'certain',
          ...fixFor(id, name, visible, job),
        });
        continue;
      }
      if (kind !== 'outputs' || name === undefined) continue;
      const local = compositeOf(step, visible, analysis);
      if (local !== undefined && fieldNamed(local.outputs, name) === undefined) {
        const other = closest(
          name,
          local.outputs.fields.map((one) => one.name),
        );
        report({
          at: spanIn(field, span),
          message: `\`${step.uses?.field.text.trim()}\` declares no output \`${name}\`${other === undefined ? '' : ` (but \`${other}\`)`}, so this is always empty`,
          confidence: 'certain',
        });
        continue;
      }
      const found = step.uses === undefined ? undefined : lookupAction(step.uses.field.text, step.uses.comment);
      if (found === undefined || !COMPLETE.has(found.entry.action)) continue;
      const outputs = outputsOf(found.entry, found.major);
      if (outputs.has(name.toLowerCase())) continue;
      const hint =
        found.entry.action === 'docker/bake-action' && name === 'digest'
          ? '; the digest is in `metadata`, under the target’s `containerimage.digest`'
          : '';
      report({
        at: spanIn(field, span),
        message: `\`${found.entry.action}\` has no output \`${name}\`, so this is always empty${hint}`,
        confidence: 'certain',
      });
    }
  }
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
  return action?.using === 'composite' && action.outputs.expression === undefined ? action : undefined;
}

/** Actions whose outputs were read in full from their action.yml. */
const COMPLETE: ReadonlySet<string> = new Set([
  'docker/build-push-action',
  'docker/bake-action',
  'docker/metadata-action',
  'docker/login-action',
  'docker/setup-qemu-action',
  'docker/setup-buildx-action',
  'actions/attest',
  'actions/attest-build-provenance',
  'actions/attest-sbom',
]);

/** Where exactly one step without an id has that output, it is the one that was meant. */
function fixFor(
  id: string,
  output: string | undefined,
  visible: readonly Step[],
  job: Job,
): { readonly fix?: ReportedFix } {
  if (output === undefined || job.steps.some((step) => step.id?.value === id)) return {};
  const candidates = visible.filter((step) => {
    const found =
      step.id !== undefined || step.uses === undefined
        ? undefined
        : lookupAction(step.uses.field.text, step.uses.comment);
    return (
      found !== undefined &&
      COMPLETE.has(found.entry.action) &&
      outputsOf(found.entry, found.major).has(output.toLowerCase())
    );
  });
  const [step] = candidates;
  if (step === undefined || candidates.length > 1) return {};
  return {
    fix: {
      title: `Give the step that has \`${output}\` the id \`${id}\``,
      edit: (editor) => {
        const given = editor.ensureId(step, id);
        return typeof given === 'string' ? undefined : given;
      },
    },
  };
}

function unknownStep(id: string, job: Job): string {
  return job.steps.some((step) => step.id?.value === id)
    ? `step \`${id}\` runs later in this job, so its outputs are still empty here`
    : `there is no step with the id \`${id}\` in this job, so this is always empty`;
}

function isCondition(field: Field, job: Job): boolean {
  return job.steps.some((step) => step.condition?.scalar === field.scalar);
}
