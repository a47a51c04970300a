import type { Effect } from '../catalogue/entry';
import { evaluateText } from '../expr/evaluate';
import { templateText } from '../expr/template-text';
import { lowerCaseOf } from '../value/lower-case';
import { type ExprValue, knownText } from '../value/value';
import { variableValue } from './command-variable';
import type { StepInstance } from './run';

type Setup = Effect & { readonly kind: 'setup' };

/**
 * A variable that a set-up action leaves to the steps behind it where nobody has set it before (KO_DOCKER_REPO of ko-build/setup-ko). `steps`
 * are those before the step that asks, `count` how many of them.
 */
export function setupVariable(steps: readonly StepInstance[], count: number, name: string): ExprValue | undefined {
  if (!NAMES.test(name)) return undefined;
  for (let index = count - 1; index >= 0; index--) {
    const step = steps[index];
    if (step?.action.kind !== 'catalogued' || step.reached === false) continue;
    const sets = step.action.entry.effects.map(setsOf).find((one) => one?.variable === name);
    if (sets === undefined || setBefore(step, sets.variable) !== false) continue;
    const value = variableValue(evaluateText(templateText(sets.value), step.scope));
    return value === undefined || sets.lower !== true ? value : lowerCaseOf(value);
  }
  return undefined;
}

/** Whether a set-up action finds a variable set that it would set itself; undefined where that is not known. */
export function setBefore(step: StepInstance, name: string): boolean | undefined {
  const value = variableValue(step.variable(name));
  if (value === undefined) return false;
  const text = knownText(value);
  return text === undefined ? undefined : text !== '';
}

function setsOf(effect: Effect): Setup['sets'] {
  return effect.kind === 'setup' ? effect.sets : undefined;
}

/** Asking each step what its action sets would make every variable of every script as dear as this one. */
const NAMES = /^KO_DOCKER_REPO$/;
