import type { BuildEvent } from '../../event/event';
import { sourceBefore } from '../../image/source-before';
import { rule } from '../../lint/rule';
import { pathText } from '../../run/repository-file';
import { hosted } from '../../run/runner';

/**
 * A hosted runner starts with an empty workspace, so a build of `.` finds nothing: `unable to prepare context: path "./app" not found`
 * (docker/build-push-action#528, #1146; F-040). Without `context` docker/build-push-action takes the repository by itself.
 */
export const pathContextWithoutCheckout = rule({
  id: 'path-context-without-checkout',
  summary: 'Build of a local folder in a job that checks nothing out',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'build',
  failures: ['F-040'],
  check({ events, step, span }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false || event.builds === false) continue;
      const path = folderOf(event);
      if (path === undefined || !isLocal(path)) continue;
      const source = sourceBefore(event.step, true);
      if (source === true) continue;
      if (source !== false || event.reached !== true) {
        undecided(source === false ? 'whether the build runs is not known' : source);
        continue;
      }
      const onHosted = hosted(event.job) === true;
      report({
        at: event.context?.span ?? span,
        message: `the build takes \`${path}\` of the workspace, which is empty: no step before it checks the repository out`,
        severity: onHosted ? 'error' : 'warning',
        confidence: onHosted ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(event.step.parent === undefined
          ? {
              fix: {
                title: 'Check out the repository',
                edit: (editor) => {
                  const uses = editor.uses(step.owner, 'actions/checkout');
                  const [first] = step.job?.steps ?? [];
                  return typeof uses === 'string'
                    ? editor.insertSteps({ before: first ?? step }, `- uses: ${uses}`)
                    : uses;
                },
              },
            }
          : {}),
      });
    }
  },
});

/** The folder it builds; GoReleaser releases the repository it runs in. */
function folderOf(event: BuildEvent): string | undefined {
  if (event.tool === 'goreleaser') return '.';
  // A script reads the bake files where it runs; the action takes them from the repository itself.
  if (event.builder === 'bake' && event.command !== undefined && event.part !== undefined) return '.';
  return event.context === undefined || !TOOLS.has(event.builder) ? undefined : pathText(event.context.value);
}

const TOOLS: ReadonlySet<BuildEvent['builder']> = new Set(['buildx', 'docker', 'buildah', 'podman', 'kaniko']);

function isLocal(path: string): boolean {
  return (
    path !== '' &&
    path !== '-' &&
    !/^([a-z+]+:\/\/|git@|[/~$])/i.test(path) &&
    !path.includes('{{') &&
    !path.includes('.git#')
  );
}
