import { usesSpan } from '../run/operand';
import type { StepInstance } from '../run/run';
import { continuesOnError } from './continues-on-error';
import type { ImageEvent } from './event';

/** What all events of a step have in common. */
export function eventBase(
  step: StepInstance,
  tool: string,
  index: number,
): Pick<ImageEvent, 'site' | 'tool' | 'step' | 'job' | 'span' | 'command' | 'reached' | 'order' | 'failure'> {
  const carriesOn = continuesOnError(step);
  const field = step.step.continueOnError;
  return {
    site: `${step.step.key}@${index}`,
    tool,
    step,
    job: step.job,
    span: usesSpan(step),
    command: undefined,
    reached: step.reached,
    order: step.order * 1000 + index,
    failure:
      carriesOn === true && field !== undefined
        ? { kind: 'ignored', by: field.span, how: 'continue-on-error: true' }
        : carriesOn === false
          ? { kind: 'stops' }
          : { kind: 'unknown' },
  };
}
