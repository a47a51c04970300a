import type { ActionEntry } from '../catalogue/entry';
import { lowerCaseOf } from '../value/lower-case';
import type { ExprValue } from '../value/value';
import { asValue } from './operand';
import type { StepInstance } from './run';

/** An output that only says again what an input said; undefined for others. */
export function echoedOutput(step: StepInstance, entry: ActionEntry, name: string): ExprValue | undefined {
  const echo = entry.outputs[name]?.echoes;
  const value = echo === undefined ? undefined : step.input(echo.input);
  return value === undefined || echo?.lower !== true ? value : lowerCaseOf(asValue(value));
}
