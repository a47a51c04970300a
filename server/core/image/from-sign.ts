import type { SignEffect } from '../catalogue/entry';
import { fromParts, parts } from '../value/text';
import { both } from '../value/truth';
import { datumText, type Known, type Template, type Truth } from '../value/value';
import type { ImageEvent, SignEvent } from './event';
import { booleanTruth, givenOperand, inputOperand, listOptions, overOptions } from './operand';
import { referenceOf } from './reference';
import type { StepInstance } from './run';

type Base = Pick<ImageEvent, 'site' | 'tool' | 'step' | 'job' | 'span' | 'command' | 'reached' | 'order' | 'failure'>;

/** The signature that a step or called workflow makes for what it publishes itself; none where it is switched off. */
export function signEvents(base: Base, step: StepInstance, effect: SignEffect): readonly SignEvent[] {
  const written = inputOperand(step, effect.switch.input);
  const on: Truth =
    written === undefined
      ? 'unknown'
      : overOptions(written.value, (option) =>
          option.kind === 'known' ? !effect.switch.off.includes(datumText(option.value).trim()) : 'unknown',
        );
  const reached = both(base.reached, both(on, booleanTruth(inputOperand(step, effect.switch.follows))));
  if (reached === false) return [];
  const image = givenOperand(step, effect.image);
  const digest = step.output(effect.digest);
  const names = image === undefined ? [] : (listOptions(image.value, /[,\n]/)?.flat() ?? []);
  const settled: Known | Template | undefined =
    digest.kind === 'known' || digest.kind === 'template' ? digest : undefined;
  return [
    {
      kind: 'sign',
      references:
        settled === undefined || image === undefined
          ? undefined
          : names.flatMap((name) => referenceOf(fromParts([...parts(name), '@', ...parts(settled)]), image.span) ?? []),
      target: image,
      // What it does by itself follows the permissions it is given.
      identity: 'unknown',
      asks: false,
      ...base,
      reached,
    },
  ];
}
