import { type CosignCall, cosignCalls, cosignMajor, installedMajor } from '../../image/cosign';
import { type Report, type ReportedFix, rule } from '../../lint/rule';
import { givenOperand } from '../../run/operand';
import type { StepInstance } from '../../run/run';
import { datumText } from '../../value/value';
import { fieldNamed } from '../../workflow/field';
import type { Step } from '../../workflow/model';

/** What cosign 2 and 3 took away or do not need any more (sigstore/cosign CHANGELOG 2.0.0, cosign-installer action.yml; F-111 to F-116). */
export const cosignObsoleteUsage = rule({
  id: 'cosign-obsolete-usage',
  summary: 'cosign is called in a way that newer versions gave up',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-111', 'F-112', 'F-113', 'F-115', 'F-116'],
  check({ step, instances }, { report }) {
    if (!/cosign/.test(step.run?.field.text ?? step.uses?.field.text ?? '')) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const scenarios = [instance.job.instance.scenarioId];
      for (const found of [...installation(instance), ...calls(instance), ...switches(instance, step)])
        report({ scenarios, ...found });
    }
  },
});

/** cosign-installer v4 stops when it is asked for a version before 2.0.0. */
function installation(instance: StepInstance): readonly Report[] {
  const { action, step } = instance;
  if (action.kind !== 'catalogued' || action.entry.action !== 'sigstore/cosign-installer' || (action.major ?? 0) < 4)
    return [];
  const release = givenOperand(instance, 'cosign-release');
  const major = installedMajor(instance);
  if (release === undefined || major === undefined || major >= 2) return [];
  return [
    {
      at: release.span,
      message: `cosign-installer v${action.major ?? 4} does not install cosign before 2.0.0, so this step stops`,
      severity: 'error',
      confidence: 'certain',
      fix: { title: 'Install the version it brings', edit: (editor) => editor.removeInput(step, 'cosign-release') },
    },
  ];
}

function calls(instance: StepInstance): readonly Report[] {
  const major = cosignMajor(instance);
  if (major === 1) return [];
  return cosignCalls(instance).flatMap((call) => (call.reached ? problems(call, instance, major) : []));
}

function problems(call: CosignCall, { step }: StepInstance, major: number | undefined): readonly Report[] {
  const found: Report[] = [];
  const known =
    major === undefined
      ? ({ severity: 'warning', confidence: 'likely' } as const)
      : ({ severity: 'error', confidence: 'certain' } as const);
  if (/^(sign|attest|copy)\b/.test(call.verb) && call.texts.includes('--force'))
    found.push({
      at: call.span,
      message: '`--force` is gone since cosign 2.0, which stops at it; `--yes` answers the question',
      ...known,
      ...replaceFlag(call, step, '--force', call.texts.includes('--yes') || call.texts.includes('-y') ? '' : '--yes'),
    });
  if (call.verb.startsWith('verify') && call.texts.some((text) => text?.startsWith('--certificate-email') === true))
    found.push({
      at: call.span,
      message:
        '`--certificate-email` is gone since cosign 2.0, which stops at it; `--certificate-identity` takes its place',
      ...known,
      ...replaceFlag(call, step, '--certificate-email', '--certificate-identity'),
    });
  if (call.verb === 'attach sbom')
    found.push({
      at: call.span,
      message:
        '`cosign attach sbom` stores an SBOM nobody has signed, and is deprecated; `cosign attest` stores a signed one',
      severity: 'warning',
      confidence: 'certain',
    });
  if (call.verb.startsWith('manifest digest') && (major ?? 0) >= 3)
    found.push({
      at: call.span,
      message: '`cosign manifest digest` prints its usage since cosign 3, not a digest; `crane digest` prints one',
      severity: 'error',
      confidence: 'certain',
    });
  return found;
}

/** Replaces a flag where it is written out in the script. */
function replaceFlag(call: CosignCall, { run, owner }: Step, flag: string, by: string): { readonly fix?: ReportedFix } {
  const index = call.texts.findIndex((text) => text === flag || text?.startsWith(`${flag}=`) === true);
  const span = call.words[index]?.word.span;
  const field = run?.field;
  if (span === undefined || field === undefined || !field.text.startsWith(flag, span.start)) return {};
  const start = by === '' ? span.start - 1 : span.start;
  return {
    fix: {
      title: by === '' ? `Remove \`${flag}\`` : `Write \`${by}\``,
      edit: (editor) => editor.replaceIn(owner, field, { start, end: span.start + flag.length }, by),
    },
  };
}

/**
 * COSIGN_EXPERIMENTAL switched keyless signing on in cosign 1. It is still needed for OCI 1.1 referrers and for commands that are
 * experimental today, so only plain signing and verifying counts.
 */
function switches(instance: StepInstance, step: Step): readonly Report[] {
  const major = cosignMajor(instance);
  const calls = cosignCalls(instance);
  if (major === undefined || major < 2 || calls.length === 0) return [];
  const own = fieldNamed(step.env, VARIABLE)?.field;
  const inherited = own === undefined && step.job !== undefined ? fieldNamed(step.job.env, VARIABLE)?.field : undefined;
  // What the job sets has to be superfluous for all its steps.
  const concerned = inherited === undefined ? calls : instance.job.steps.flatMap(cosignCalls);
  if (!concerned.every(isPlain)) return [];
  const field = own ?? inherited;
  const value = instance.variable(VARIABLE);
  const at = field?.span ?? calls.find(({ environment }) => environment.has(VARIABLE))?.span;
  if (
    at === undefined ||
    (field !== undefined && value?.kind === 'known' && /^(false|0|)$/.test(datumText(value.value)))
  )
    return [];
  return [
    {
      at,
      message: `COSIGN_EXPERIMENTAL has done nothing here since cosign 2.0, and this job installs cosign ${major}`,
      severity: 'info',
      confidence: 'certain',
      ...(own === undefined
        ? {}
        : { fix: { title: 'Remove the variable', edit: (editor) => editor.removeEnv(step, VARIABLE) } }),
    },
  ];
}

/** Signing and verifying without what is experimental today. */
function isPlain({ verb, texts, open }: CosignCall): boolean {
  return /^(sign|attest|verify)\b/.test(verb) && !open && !texts.some((text) => /referrers|oci-1-1/.test(text ?? ''));
}

const VARIABLE = 'COSIGN_EXPERIMENTAL';
