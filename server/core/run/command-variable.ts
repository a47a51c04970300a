import type { ResolvedCommand } from '../shell/walk';
import type { ExprValue, Value } from '../value/value';
import { asValue } from './operand';
import type { StepInstance } from './run';

/** What an environment variable holds for a command: what its script has set, else what its step has. Undefined where nobody sets it. */
export function commandVariable(
  command: ResolvedCommand | undefined,
  step: StepInstance,
  name: string,
): Value | undefined {
  return command?.environment.get(name) ?? variableValue(step.variable(name));
}

/** An environment variable as a program sees it, which is text. */
export function variableValue(value: ExprValue | undefined): Value | undefined {
  return value === undefined ? undefined : asValue(value);
}
