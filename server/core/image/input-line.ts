import type { BuildEvent } from '../event/event';
import type { Span } from '../text/span';
import { fieldNamed, spanIn } from '../workflow/field';

/** Where the line `NAME=…` of an input of the build's step stands; undefined for a command and for what is not written there. */
export function inputLine({ command, step: { step } }: BuildEvent, input: string, name: string): Span | undefined {
  const field = command !== undefined || step.uses === undefined ? undefined : fieldNamed(step.uses.with, input)?.field;
  if (field === undefined) return undefined;
  const match = new RegExp(`^[ \\t]*(["']?${name.replace(/[.]/g, '\\.')}=.*?)[ \\t]*$`, 'm').exec(field.text);
  if (match === null) return undefined;
  const start = match.index + match[0].indexOf(match[1] ?? '');
  return spanIn(field, { start, end: start + (match[1] ?? '').length });
}
