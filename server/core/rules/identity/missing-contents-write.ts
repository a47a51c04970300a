import { eventsOfStep } from '../../event/events-of';
import { credentialOf } from '../../event/from-login';
import { mayHave } from '../../event/possible-kinds';
import { granting, leftOutBy } from '../../lint/granting';
import { rule } from '../../lint/rule';
import { asValue, booleanTruth, givenOperand, inputOperand } from '../../run/operand';
import type { StepInstance } from '../../run/run';
import type { Job } from '../../workflow/model';

/**
 * anchore/sbom-action adds its SBOM to the release that started the run unless told not to, and GoReleaser creates one; both need
 * `contents: write` (README of anchore/sbom-action, of goreleaser/goreleaser-action).
 */
export const missingContentsWrite = rule({
  id: 'missing-contents-write',
  summary: 'Step writes to a release and the job is not granted `contents: write`',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'step',
  failures: [],
  check({ step, instances }, { report, undecided }) {
    const denied = new Set<Job>();
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const release = releases(instance);
      const why = release ? 'GoReleaser creates the release' : writes(instance);
      const { permissions } = instance.job;
      if (why === undefined || permissions.ceiling === 'read') continue;
      const level = permissions.level('contents');
      if (level === 'write') continue;
      if (level === 'unknown' || permissions.block === undefined) {
        undecided("without a `permissions` block the repository's setting decides");
        continue;
      }
      denied.add(instance.job.job);
      report({
        at: step.uses?.field.span ?? step.run?.entry.key.span ?? step.node.span,
        message: `${why}, but this job is not granted \`contents: write\`, so it fails`,
        severity: release ? 'error' : 'warning',
        confidence: instance.reached === true ? 'certain' : 'likely',
        related: leftOutBy(instance.job),
        scenarios: [instance.job.instance.scenarioId],
        fix: granting(step, denied, { contents: 'write' }),
      });
    }
  },
});

/** In words, what a step writes with the job's own token; undefined where it writes nothing, or with another one. */
function writes(instance: StepInstance): string | undefined {
  const { action, job } = instance;
  if (action.kind !== 'catalogued') return undefined;
  if (action.entry.action === 'anchore/sbom-action') {
    if (givenOperand(instance, 'github-token') !== undefined && !ownToken(instance.input('github-token')))
      return undefined;
    if (booleanTruth(inputOperand(instance, 'dependency-snapshot')) === true)
      return '`anchore/sbom-action` submits a dependency snapshot';
    const upload = inputOperand(instance, 'upload-release-assets');
    return job.instance.scenario.event === 'release' && (upload === undefined || booleanTruth(upload) === true)
      ? '`anchore/sbom-action` adds the SBOM to the release'
      : undefined;
  }
  return undefined;
}

/** Releases that are made for certain, with the job's own token. */
function releases(instance: StepInstance): boolean {
  if (!mayHave(instance, ['release'])) return false;
  return eventsOfStep(instance).some(
    (event) => event.kind === 'release' && event.reached !== false && event.creates === true && ownToken(event.token),
  );
}

function ownToken(value: ReturnType<StepInstance['variable']>): boolean {
  return value !== undefined && credentialOf(asValue(value)) === 'github-token';
}
