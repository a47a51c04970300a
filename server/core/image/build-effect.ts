import type { BuildEffect } from '../catalogue/entry';
import type { StepInstance } from '../run/run';

/** What the catalogue says of the build a step's action makes; undefined where it makes none. */
export function buildEffect({ action }: StepInstance): BuildEffect | undefined {
  return action.kind === 'catalogued' ? action.entry.effects.find((effect) => effect.kind === 'build') : undefined;
}
