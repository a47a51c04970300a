import type { EventKind } from '../../event/event';
import { nearName } from '../../lint/near-name';
import { type Context, rule } from '../../lint/rule';
import type { JobInstance } from '../../run/run';
import { isSameName } from '../../text/is-same-name';
import { spanIn } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';
import type { Job } from '../../workflow/model';
import { readPaths } from '../../workflow/read-paths';
import { reckonsWithEmpty } from '../../workflow/reckons-with-empty';

/**
 * A called workflow sees the secrets that it declares and its caller hands over, or all of the caller's with `secrets: inherit`; any other is
 * empty text, without an error (docs: "Reuse workflows", "Using inputs and secrets in a reusable workflow"; PostHog/posthog#97802).
 */
export const reusableSecretUndeclared = rule({
  id: 'reusable-secret-undeclared',
  summary: 'Called workflow reads a secret that it does not declare and nobody can hand over',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: [],
  check({ job, instances }, context) {
    const { call, triggers } = job.workflow;
    // With other starts the workflow sees the repository's secrets, in an environment those of the environment.
    if (call === undefined || triggers.length > 1 || job.environment !== undefined) return;
    if (!context.analysis.sites.some(({ step, kind }) => step.job === job && !BESIDES.has(kind))) return;
    const names = call.secrets.map(({ name }) => name);
    for (const field of fieldsBelow(job.node)) {
      if (!field.text.includes('secrets.')) continue;
      for (const { path, span } of readPaths(field, job)) {
        const [head, name, ...rest] = path;
        if (head !== 'secrets' || name === undefined || rest.length > 0 || name.toUpperCase() === 'GITHUB_TOKEN')
          continue;
        if (names.some((one) => isSameName(one, name)) || reckonsWithEmpty(field, span)) continue;
        const doubt = mayBeHandedOver(job, instances, context);
        if (doubt !== undefined) return context.undecided(doubt);
        const near = nearName(name, names);
        context.report({
          at: spanIn(field, span),
          message: `this workflow declares no secret \`${name}\`${near === undefined ? '' : ` (but \`${near}\`)`} and no caller inherits its secrets to it, so this is empty`,
          confidence: 'likely',
          scenarios: instances.map(({ instance }) => instance.scenarioId),
          ...(near === undefined
            ? {}
            : {
                fix: {
                  title: `Read \`secrets.${near}\``,
                  edit: (editor) => editor.replaceIn(job.workflow, field, span, `secrets.${near}`),
                },
              }),
        });
      }
    }
  },
});

const BESIDES: ReadonlySet<EventKind> = new Set(['checkout', 'artifact', 'setup']);

/** Why a caller may hand a secret over that is not declared: it inherits all of them, or is not here. */
function mayBeHandedOver(
  job: Job,
  instances: readonly JobInstance[],
  { analysis: { workspace } }: Context,
): string | undefined {
  const read = workspace.workflows.every((path) => typeof workspace.file(path) !== 'string');
  if (!workspace.checkout || !read) return 'not all workflows of the repository were read';
  const callers = instances.map(({ instance }) => instance.caller?.job.call);
  if (callers.includes(undefined)) return `only workflows of other repositories call \`${job.workflow.file.path}\``;
  return callers.some((call) => call?.inheritsSecrets === true || call?.secrets.expression !== undefined)
    ? 'a caller hands over all its secrets'
    : undefined;
}
