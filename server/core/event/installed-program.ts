import type { StepInstance } from '../run/run';
import type { Value } from '../value/value';

/** The program whose path a set-up step gives out as `cmd` (anchore's download actions, their READMEs). */
export function installedProgram(step: StepInstance, value: Value): string | undefined {
  const [only, ...others] = value.kind === 'template' ? value.parts : [];
  const origin = only === undefined || typeof only === 'string' || others.length > 0 ? undefined : only.origin;
  if (origin?.output !== 'cmd') return undefined;
  const action = step.job.steps.find(({ key }) => key === origin.step)?.action;
  const effects = action?.kind === 'catalogued' ? action.entry.effects : [];
  return effects
    .map((effect) => (effect.kind === 'setup' ? effect.tool : undefined))
    .find((tool) => tool !== undefined);
}
