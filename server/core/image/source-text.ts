import type { ImageEvent } from '../event/event';
import type { Span } from '../text/span';

/** What stands at a place of the file an event is written in, on one line. */
export function sourceText(event: ImageEvent, { start, end }: Span): string {
  return event.step.step.owner.file.text.slice(start, end).replace(/\s+/g, ' ');
}
