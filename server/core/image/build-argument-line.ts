import type { Span } from '../text/span';
import { fieldNamed, spanIn } from '../workflow/field';
import type { BuildEvent } from './event';

/** Where the line `NAME=…` of a step's `build-args` stands; undefined for arguments of a command and those that are not written there. */
export function buildArgumentLine({ command, step: { step } }: BuildEvent, name: string): Span | undefined {
  const field =
    command !== undefined || step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'build-args')?.field;
  if (field === undefined) return undefined;
  const match = new RegExp(`^[ \\t]*(["']?${name}=.*?)[ \\t]*$`, 'm').exec(field.text);
  if (match === null) return undefined;
  const start = match.index + match[0].indexOf(match[1] ?? '');
  return spanIn(field, { start, end: start + (match[1] ?? '').length });
}
