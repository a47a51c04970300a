import { type ExprValue, hole } from '../value/value';
import type { StepInstance } from './run';

/** The `version` of docker/metadata-action where the run decides which tag that is: it holds only what a tag can (its src/meta.ts). */
export function openVersion(step: StepInstance): ExprValue {
  return hole({
    key: `${step.key}.version`,
    shown: `steps.${step.step.id?.value ?? '?'}.outputs.version`,
    reason: 'is set when the step runs',
    origin: { step: step.key, output: 'version' },
    sanitized: true,
  });
}
