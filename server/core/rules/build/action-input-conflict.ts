import { rule } from '../../lint/rule';
import { givenOperand } from '../../run/operand';
import type { StepInstance } from '../../run/run';
import { alternatives, parts } from '../../value/text';

/** Actions stop where inputs that exclude each other are both given (action.yml and READMEs named below). */
export const actionInputConflict = rule({
  id: 'action-input-conflict',
  summary: 'Inputs that exclude each other are both given',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'step',
  failures: [],
  check({ step, instances }, { report, undecided }) {
    const written = new Set(step.uses?.with.fields.map(({ lower }) => lower));
    if (written.size < 2) return;
    for (const instance of instances) {
      if (instance.reached === false || instance.action.kind !== 'catalogued') continue;
      const conflict = CONFLICTS[instance.action.entry.action];
      if (conflict?.every((inputs) => inputs.some((name) => written.has(name))) !== true) continue;
      const given = conflict.flatMap(
        (inputs) => inputs.find((name) => givenOperand(instance, name) !== undefined) ?? [],
      );
      const [first, second] = given;
      if (first === undefined || second === undefined) continue;
      if (!isCertain(instance, first) || !isCertain(instance, second)) {
        undecided('whether both are given is not known');
        continue;
      }
      report({
        at: givenOperand(instance, second)?.span ?? step.node.span,
        message: `\`${first}\` and \`${second}\` exclude each other, so \`${instance.action.entry.action}\` stops`,
        confidence: instance.reached === true ? 'certain' : 'likely',
        severity: instance.reached === true ? 'error' : 'warning',
        scenarios: [instance.job.instance.scenarioId],
      });
    }
  },
});

/** An expression may come out empty, and then nothing is given. */
function isCertain(instance: StepInstance, name: string): boolean {
  const value = givenOperand(instance, name)?.value;
  const options = value === undefined ? undefined : alternatives(value);
  return (
    options?.every((option) => parts(option).some((part) => typeof part === 'string' && part.trim() !== '')) === true
  );
}

/** Groups of inputs of which at most one may be used. */
const CONFLICTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  // README: "registry-auth" cannot be used with other inputs but `logout`.
  'docker/login-action': [['registry-auth'], ['registry', 'username', 'password', 'ecr', 'scope']],
  // src/context.ts takes a file or its text.
  'docker/setup-buildx-action': [['buildkitd-config'], ['buildkitd-config-inline']],
  // README: exactly one way to authenticate.
  'google-github-actions/auth': [['workload_identity_provider'], ['credentials_json']],
  // README: one of image, path and sbom.
  'anchore/scan-action': [['image'], ['path'], ['sbom']],
};
