import type { ImageEvent } from '../event/event';

/**
 * Whether an attestation is made by actions/attest or one of its kin, which keep it in GitHub's store and need `attestations: write`; others,
 * such as slsa-github-generator, bring their own login and keep their statements in the registry or a release.
 */
export function usesAttestAction({ command, step: { action } }: ImageEvent): boolean {
  return (
    command === undefined &&
    (action.kind !== 'catalogued' || action.entry.permissions.some(({ scope }) => scope === 'attestations'))
  );
}
