import type { Ability, EventKind, ImageEvent, LoginEvent } from './event';
import { eventsOf } from './events-of';

/** Events of the same job that happen (or may happen) before an event. */
export function before(event: ImageEvent): readonly ImageEvent[] {
  return eventsOf(event.job).filter((other) => other.order < event.order && other.reached !== false);
}

/** Events of the same job that happen (or may happen) after an event. */
export function after(event: ImageEvent): readonly ImageEvent[] {
  return eventsOf(event.job).filter((other) => other.order > event.order && other.reached !== false);
}

export function ofKind<K extends EventKind>(
  events: readonly ImageEvent[],
  kind: K,
): readonly Extract<ImageEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<ImageEvent, { kind: K }> => event.kind === kind);
}

/** The first event that may do a thing in a way that cannot be read. */
export function opaqueFor(events: readonly ImageEvent[], ability: Ability): ImageEvent | undefined {
  return events.find((event) => event.kind === 'opaque' && event.may.has(ability));
}

/** Logins of the job before an event. */
export function loginsBefore(event: ImageEvent): readonly LoginEvent[] {
  return ofKind(before(event), 'login');
}

/** Whether scripts before an event write credentials in a way of their own, so that a missing login step proves nothing. */
export function writesCredentials(event: ImageEvent): boolean {
  return event.job.steps.some(
    (step) =>
      step.order * 1000 <= event.order &&
      /\.docker\/config|DOCKER_AUTH_CONFIG|DOCKER_CONFIG|REGISTRY_AUTH_FILE|credHelpers|configure-docker|docker-credential|auth\.json/.test(
        step.step.run?.field.text ?? '',
      ),
  );
}
