import type { BuildEvent, PushEvent } from '../event/event';
import type { Reference } from '../run/reference';
import { alternatives, show } from '../value/text';

/** The references an image certainly gets where its tags are one of several lists, e.g. by a condition in an expression or script. */
export function sureReferences(event: BuildEvent | PushEvent): readonly Reference[] {
  const operand = event.kind === 'build' ? event.tags : event.target;
  const options = operand === undefined ? undefined : alternatives(operand.value);
  if (operand !== undefined && options === undefined) return [];
  if (options === undefined || options.length < 2) return event.known;
  const texts = options.map(show);
  return event.known.filter(({ value }) => texts.every((text) => text.includes(show(value))));
}
