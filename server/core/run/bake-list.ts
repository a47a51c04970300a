import type { ActionEntry, Effect } from '../catalogue/entry';
import { type ExprValue, known } from '../value/value';
import { printedTargets } from './bake-targets';
import { givenOperand, inputOperand } from './operand';
import { joined, pathText } from './repository-file';
import type { StepInstance } from './run';

/**
 * The list of targets that a step takes from a bake definition, for the matrix of another job (docker/bake-action, `subaction`); undefined
 * for other steps and outputs, and where the definition is not known.
 */
export function bakeListOutput(step: StepInstance, entry: ActionEntry, name: string): ExprValue | undefined {
  const effect = entry.effects.find((one) => one.kind === 'bake-list');
  if (effect?.listOutput !== name) return undefined;
  const names = targetNames(step, effect);
  if (names === undefined) return undefined;
  return known(JSON.stringify(effect.form === 'names' ? names : names.map((target) => ({ target }))));
}

function targetNames(step: StepInstance, effect: Effect & { kind: 'bake-list' }): readonly string[] | undefined {
  // With more fields, there may be several entries for a target.
  if (effect.fields !== undefined && givenOperand(step, effect.fields) !== undefined) return undefined;
  const folder = inputOperand(step, effect.folder);
  const path = folder === undefined ? '' : pathText(folder.value);
  return printedTargets({
    step,
    folder: path === undefined ? undefined : joined('', path),
    files: givenOperand(step, effect.files),
    targets: givenOperand(step, effect.target),
    set: undefined,
    variable: (name) => step.variable(name),
  });
}
