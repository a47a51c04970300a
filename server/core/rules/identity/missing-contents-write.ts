import { credentialOf } from '../../image/from-login';
import { asValue, booleanTruth, givenOperand, inputOperand } from '../../image/operand';
import type { StepInstance } from '../../image/run';
import { rule } from '../../lint/rule';
import { knownText } from '../../value/value';

/**
 * anchore/sbom-action adds its SBOM to the release that started the run unless told not to, and GoReleaser creates one; both need
 * `contents: write` (README of anchore/sbom-action, of goreleaser/goreleaser-action).
 */
export const missingContentsWrite = rule({
  id: 'missing-contents-write',
  summary: 'Step writes to a release and the job is not granted `contents: write`',
  severity: 'warning',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'safe',
  each: 'step',
  failures: [],
  check({ step, instances }, { report, undecided }) {
    const { job } = step;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const why = writes(instance);
      const { permissions } = instance.job;
      if (why === undefined || permissions.ceiling === 'read') continue;
      const level = permissions.level('contents');
      if (level === 'write') continue;
      if (level === 'unknown' || permissions.block === undefined) {
        undecided("without a `permissions` block the repository's setting decides");
        continue;
      }
      report({
        at: step.uses?.field.span ?? step.node.span,
        message: `${why}, but this job is not granted \`contents: write\`, so it fails`,
        confidence: instance.reached === true ? 'certain' : 'likely',
        related: [{ at: permissions.block.span, message: 'scopes that are not named here are none' }].filter(
          () => permissions.explicit,
        ),
        scenarios: [instance.job.instance.scenarioId],
        ...(job === undefined
          ? {}
          : {
              fix: {
                title: 'Grant the job `contents: write`',
                edit: (editor) => editor.grant(job, { contents: 'write' }),
              },
            }),
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
  if (action.entry.action !== 'goreleaser/goreleaser-action' || !ownToken(instance.variable('GITHUB_TOKEN')))
    return undefined;
  const args = asValue(instance.input('args') ?? { kind: 'known', value: '' });
  const text = knownText(args);
  return text !== undefined && /^\s*release\b/.test(text) && !/--snapshot|--skip[= ]\S*publish|--draft/.test(text)
    ? 'GoReleaser creates the release'
    : undefined;
}

function ownToken(value: ReturnType<StepInstance['variable']>): boolean {
  return value !== undefined && credentialOf(asValue(value)) === 'github-token';
}
