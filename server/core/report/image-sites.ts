import type { ImageEvent } from '../event/event';
import { eventsOfRun } from '../event/events-of';
import type { Analysis, Site } from '../image/analysis';
import type { StepInstance } from '../run/run';
import type { Span } from '../text/span';

/** A place of a workflow file and what happens there, also when the steps that do it stand in a composite action or a called workflow. */
export interface ImageSite {
  readonly key: string;
  readonly kind: ImageEvent['kind'];
  readonly tool: string;
  readonly job: string | null;
  readonly place: Span;
  readonly events: readonly ImageEvent[];
  /** `own` steps, those of a composite action used here, or of a workflow called here. */
  readonly from: 'own' | 'composite action' | 'reusable workflow';
}

export function imageSites(analysis: Analysis): readonly ImageSite[] {
  const own = analysis.sites
    .filter(({ events }) => events.some(happens))
    .map(
      (site): ImageSite => ({
        key: site.key,
        kind: site.kind,
        tool: site.tool,
        job: site.step.job?.id ?? null,
        place: placeOf(site),
        events: site.events.filter(happens),
        from: 'own',
      }),
    );
  const groups = new Map<string, { readonly site: Omit<ImageSite, 'events'>; readonly events: ImageEvent[] }>();
  const add = (site: Omit<ImageSite, 'events'>, event: ImageEvent): void => {
    const group = groups.get(site.key) ?? { site, events: [] };
    groups.set(site.key, group);
    group.events.push(event);
  };
  for (const run of analysis.runs) {
    for (const event of eventsOfRun(run)) {
      if (!happens(event)) continue;
      const top = topStep(event.step).step;
      if (top.owner.file === analysis.file && event.step.step.owner.file !== analysis.file && top.uses !== undefined) {
        add(
          {
            key: `${top.key}>${event.site}:${event.kind}`,
            kind: event.kind,
            tool: event.tool,
            job: top.job?.id ?? null,
            place: top.uses.entry.key.span,
            from: 'composite action',
          },
          event,
        );
      }
      // Builds and pushes of a called workflow are told as one entry for the call.
      if (event.kind === 'build' || event.kind === 'push') continue;
      for (let caller = event.job.instance.caller; caller !== undefined; caller = caller.instance.caller) {
        const { job } = caller;
        if (job.workflow.file !== analysis.file || job.call === undefined) continue;
        add(
          {
            key: `${job.key}>${event.site}:${event.kind}`,
            kind: event.kind,
            tool: event.tool,
            job: job.id,
            place: job.call.usesEntry.key.span,
            from: 'reusable workflow',
          },
          event,
        );
      }
    }
  }
  return [...own, ...[...groups.values()].map(({ site, events }) => ({ ...site, events }))].sort(
    (a, b) => a.place.start - b.place.start,
  );
}

function topStep(step: StepInstance): StepInstance {
  return step.parent === undefined ? step : topStep(step.parent);
}

/** The `uses:` key of a step, or the command of a script. */
function placeOf(site: Site): Span {
  return site.events[0]?.command === undefined ? (site.step.uses?.entry.key.span ?? site.span) : site.span;
}

/** What no run reaches does nothing, nor does a build that only shows or checks what it would do (`docker buildx bake --print`). */
function happens(event: ImageEvent): boolean {
  return event.reached !== false && (event.kind !== 'build' || event.builds !== false);
}
