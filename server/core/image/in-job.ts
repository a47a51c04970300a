import type { Ability, EventKind, ImageEvent, LoginEvent } from '../event/event';
import { type EventOf, eventsOf, eventsOfKinds } from '../event/events-of';
import type { JobInstance, StepInstance } from '../run/run';

/** Events of the same job, all or those of some kinds, that happen (or may happen) before an event. */
export function before(event: ImageEvent): readonly ImageEvent[];
export function before<K extends EventKind>(event: ImageEvent, ...kinds: readonly K[]): readonly EventOf<K>[];
export function before(event: ImageEvent, ...kinds: readonly EventKind[]): readonly ImageEvent[] {
  return inJob(event.job, kinds).filter((other) => other.order < event.order && other.reached !== false);
}

/** The same for those after it. */
export function after(event: ImageEvent): readonly ImageEvent[];
export function after<K extends EventKind>(event: ImageEvent, ...kinds: readonly K[]): readonly EventOf<K>[];
export function after(event: ImageEvent, ...kinds: readonly EventKind[]): readonly ImageEvent[] {
  return inJob(event.job, kinds).filter((other) => other.order > event.order && other.reached !== false);
}

/** The steps of its job that stand before a step, in order. */
export function stepsBefore(step: StepInstance): readonly StepInstance[] {
  return step.job.steps.slice(0, step.job.steps.indexOf(step));
}

function inJob(job: JobInstance, kinds: readonly EventKind[]): readonly ImageEvent[] {
  return kinds.length === 0 ? eventsOf(job) : eventsOfKinds(job, kinds);
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
  return before(event, 'login');
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
