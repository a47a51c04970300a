import { eventsOf, eventsOfKinds } from '../../event/events-of';
import { publishes } from '../../image/published';
import { needsOf, tokenNeeds } from '../../image/token-needs';
import { rule } from '../../lint/rule';
import type { JobInstance } from '../../run/run';
import type { Job } from '../../workflow/model';

/**
 * Without a `permissions` block the repository's setting decides what GITHUB_TOKEN may do; new repositories get a token that can only
 * read (docs "GITHUB_TOKEN permissions"). The same file then works in one repository and fails in the next.
 */
export const permissionsImplicit = rule({
  id: 'permissions-implicit',
  summary: 'Publishing job has no `permissions`, so a repository setting decides whether it works',
  severity: 'hint',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: ['F-001', 'F-002', 'F-003'],
  check({ job, instances }, { analysis, report }) {
    if (job.permissions !== undefined || job.workflow.permissions !== undefined || job.call !== undefined) return;
    const own = instances.filter(
      ({ reached, instance, permissions }) =>
        reached !== false &&
        // A caller that says what it grants has decided for the workflow it calls.
        (instance.caller === undefined || permissions.block === undefined) &&
        instance.scenario.id !== 'call:unknown',
    );
    const publishing = own.filter((instance) => publishingEvents(instance).length > 0);
    const [first] = publishing;
    const [event] = first === undefined ? [] : publishingEvents(first);
    if (first === undefined || event === undefined) return;
    const needsToken = publishing.some((instance) =>
      publishingEvents(instance).some((one) => needsOf(one, eventsOf(instance)).length > 0),
    );
    if (needsToken && analysis.workspace.facts.token === 'permissive') return;
    report({
      at: job.entry.key.span,
      message: needsToken
        ? 'this job pushes to ghcr.io with GITHUB_TOKEN and sets no `permissions`; with the read-only default of new repositories the push is denied'
        : 'this job publishes an image and sets no `permissions`, so it gets whatever the repository gives every job',
      severity: needsToken ? 'warning' : 'hint',
      confidence: 'likely',
      related: event.step.step.owner === job.workflow ? [{ at: event.span, message: 'published here' }] : [],
      scenarios: publishing.map(({ instance }) => instance.scenarioId),
      fix: {
        title: 'Set the permissions this job is known to need',
        edit: (editor) => {
          const { scopes } = tokenNeeds(analysis, job, publishing);
          // A called workflow has no more than its caller gives, so the first of the callers is where it is said.
          const granted = new Set(publishing.map((instance) => firstCaller(instance)));
          for (const one of granted) {
            const refusal = editor.grant(one, scopes);
            if (refusal !== undefined) return refusal;
          }
          return undefined;
        },
      },
    });
  },
});

function firstCaller({ job, instance }: JobInstance): Job {
  return instance.caller === undefined ? job : firstCaller(instance.caller);
}

function publishingEvents(instance: JobInstance): readonly Parameters<typeof publishes>[0][] {
  const builds = eventsOfKinds(instance, ['build']).filter(({ pushes }) => pushes === true);
  return [...builds, ...eventsOfKinds(instance, ['push'])].filter(publishes);
}
