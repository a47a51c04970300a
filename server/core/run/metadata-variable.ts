import type { ExprValue } from '../value/value';
import { isMetadata } from './metadata-scenarios';
import type { StepInstance } from './run';

const PREFIX = 'DOCKER_METADATA_OUTPUT_';

/**
 * A variable that docker/metadata-action sets for the steps behind it: each of its outputs by its name in capitals (its README, "outputs").
 * `steps` are those before the step that asks, `count` how many of them.
 */
export function metadataVariable(steps: readonly StepInstance[], count: number, name: string): ExprValue | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  for (let index = count - 1; index >= 0; index--) {
    const step = steps[index];
    if (step !== undefined && isMetadata(step) && step.reached !== false)
      return step.output(name.slice(PREFIX.length).toLowerCase());
  }
  return undefined;
}
