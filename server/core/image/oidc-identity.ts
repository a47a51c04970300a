import type { StepInstance } from '../run/run';
import { fieldNamed } from '../workflow/field';

/**
 * Whether a step signs in to a cloud with the run's own token: it names a role or the like and neither keys nor an identity that is there
 * already, which count first (aws-actions/configure-aws-credentials README, "Assuming a Role").
 */
export function signsInByOidc({ action, step }: StepInstance): boolean {
  const { uses } = step;
  if (action.kind !== 'catalogued' || uses === undefined) return false;
  const given = (name: string): boolean => fieldNamed(uses.with, name) !== undefined;
  return action.entry.effects.some(
    (effect) =>
      effect.kind === 'identity' && effect.oidc.some(given) && ![...effect.keys, ...(effect.present ?? [])].some(given),
  );
}
