import { evaluateText } from '../../expr/evaluate';
import { type Report, rule } from '../../lint/rule';
import { referencesOf } from '../../run/reference';
import type { JobInstance } from '../../run/run';
import { fieldNamed } from '../../workflow/field';
import type { Call, Job } from '../../workflow/model';

/**
 * The generator finds out from its own reference which release to fetch, and its provenance names it, so the reference has to be a full
 * release tag (slsa-github-generator README, "Referencing the SLSA generator"; F-118, F-119).
 */
export const slsaGeneratorRefInvalid = rule({
  id: 'slsa-generator-ref-invalid',
  summary: 'SLSA generator is called in a way it refuses',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: ['F-118', 'F-119'],
  check({ job, instances }, { analysis, report }) {
    const { call } = job;
    const match = /^slsa-framework\/slsa-github-generator\/\.github\/workflows\/([\w-]+)\.ya?ml@(.+)$/.exec(
      call?.uses.text.trim() ?? '',
    );
    const [, workflow = '', ref = ''] = match ?? [];
    if (call === undefined || match === null || ownsGenerator(analysis.workspace.facts.repository)) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const scenarios = [instance.instance.scenarioId];
      for (const found of [
        ...reference(call, ref, job),
        ...(workflow === 'generator_container_slsa3' ? image(call, instance) : []),
        ...permissions(call, instance, workflow),
      ])
        report({ scenarios, ...found });
    }
  },
});

function ownsGenerator(repository: string | undefined): boolean {
  return repository?.toLowerCase().startsWith('slsa-framework/') === true;
}

/** `v2.1.0` and its candidates. */
const RELEASE = /^v\d+\.\d+\.\d+(-rc\.\d+)?$/;
/** The newest release (shared pins, 2025-02-24). */
const NEWEST = 'v2.1.0';

function reference(call: Call, ref: string, { workflow }: Job): readonly Report[] {
  if (RELEASE.test(ref)) return [];
  // A generator built from source is the one case in which a branch can work (its README).
  if (
    ['compile-generator', 'compile-builder'].some((name) => fieldNamed(call.with, name)?.field?.text.trim() === 'true')
  )
    return [];
  const kind = /^[0-9a-f]{40}$/.test(ref) ? 'a commit' : /^v\d+(\.\d+)?$/.test(ref) ? 'a short tag' : 'a branch';
  const at = call.uses.text.lastIndexOf('@') + 1;
  return [
    {
      at: call.uses.span,
      message: `the SLSA generator is called by ${kind}, and works only by a full release tag such as \`@${NEWEST}\``,
      confidence: 'certain',
      fix: {
        title: `Call \`@${NEWEST}\``,
        edit: (editor) => editor.replaceIn(workflow, call.uses, { start: at, end: at + ref.length }, NEWEST),
      },
    },
  ];
}

/**
 * The image is named without tag or digest; `digest` is an input of its own and is put behind the name. A tag before it does no harm today,
 * and is against what the input promises.
 */
function image(call: Call, instance: JobInstance): readonly Report[] {
  const field = fieldNamed(call.with, 'image')?.field;
  if (field === undefined) return [];
  const references = referencesOf(evaluateText(field.template, instance.scope), field.span) ?? [];
  const digest = references.some((reference) => reference.digest !== undefined);
  if (!digest && !references.some(({ tag }) => tag !== undefined)) return [];
  return [
    {
      at: field.span,
      message: digest
        ? '`image` of the SLSA generator carries a digest, and `digest` is put behind it again, so the reference is invalid'
        : '`image` of the SLSA generator is to be the name alone, without a tag',
      severity: digest ? 'error' : 'info',
      confidence: 'certain',
    },
  ];
}

/** `packages: write` is needed by the container generator even for other registries (its README, "Known issues"). */
function permissions(call: Call, instance: JobInstance, workflow: string): readonly Report[] {
  if (!workflow.startsWith('generator_')) return [];
  const needed: Record<string, 'read' | 'write'> = {
    actions: 'read',
    'id-token': 'write',
    ...(workflow === 'generator_container_slsa3' ? { packages: 'write' as const } : {}),
  };
  if (instance.permissions.block === undefined) return [];
  const missing = Object.entries(needed).filter(([scope, level]) => {
    const own = instance.permissions.level(scope);
    return own === 'none' || (own === 'read' && level === 'write');
  });
  if (missing.length === 0) return [];
  const scopes = Object.fromEntries(missing);
  return [
    {
      at: call.uses.span,
      message: `the SLSA generator needs ${missing.map(([scope, level]) => `\`${scope}: ${level}\``).join(', ')}, which this job does not have, so the run is rejected`,
      confidence: 'certain',
      fix: { title: 'Grant what it needs', edit: (editor) => editor.grant(instance.job, scopes) },
    },
  ];
}
