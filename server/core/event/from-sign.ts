import type { OwnSignature, SignEffect } from '../catalogue/entry';
import { booleanTruth, givenOperand, inputOperand, listOptions, overOptions } from '../run/operand';
import { referenceOf } from '../run/reference';
import type { StepInstance } from '../run/run';
import { fromParts, parts } from '../value/text';
import { both } from '../value/truth';
import { datumText, type Known, type Template, type Truth } from '../value/value';
import type { ImageEvent, SignEvent } from './event';

type Base = Pick<ImageEvent, 'site' | 'tool' | 'step' | 'job' | 'span' | 'command' | 'reached' | 'order' | 'failure'>;

/** The signature that a step or called workflow makes: of an image it is told, or of what it publishes itself. */
export function signEvents(base: Base, step: StepInstance, { image, own }: SignEffect): readonly SignEvent[] {
  if (own !== undefined) return ownSignature(base, step, image, own);
  const target = givenOperand(step, image);
  const references =
    target === undefined
      ? undefined
      : listOptions(target.value, /\n/)
          ?.flat()
          .flatMap((name) => referenceOf(name, target.span) ?? []);
  // Whose identity it signs with is a matter of its settings.
  return [{ kind: 'sign', references, target, identity: 'unknown', asks: false, ...base }];
}

/** None where it is switched off. */
function ownSignature(base: Base, step: StepInstance, name: string, effect: OwnSignature): readonly SignEvent[] {
  const written = inputOperand(step, effect.switch.input);
  const on: Truth =
    written === undefined
      ? 'unknown'
      : overOptions(written.value, (option) =>
          option.kind === 'known' ? !effect.switch.off.includes(datumText(option.value).trim()) : 'unknown',
        );
  const reached = both(base.reached, both(on, booleanTruth(inputOperand(step, effect.switch.follows))));
  if (reached === false) return [];
  const image = givenOperand(step, name);
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
          : names.flatMap((one) => referenceOf(fromParts([...parts(one), '@', ...parts(settled)]), image.span) ?? []),
      target: image,
      // What it does by itself follows the permissions it is given.
      identity: 'unknown',
      asks: false,
      ...base,
      reached,
    },
  ];
}
