import type { BuildEvent } from '../../image/event';
import { before, opaqueFor } from '../../image/in-job';
import { pathText } from '../../image/repository-file';
import type { StepInstance } from '../../image/run';
import { hosted } from '../../image/runner';
import { rule } from '../../lint/rule';

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
      const source = sourceBefore(event);
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

/** Whether something may have put files into the workspace: true, false, or why that is not known. */
function sourceBefore(event: BuildEvent): true | false | string {
  const { job } = event;
  if (job.job.container !== undefined) return 'the job runs in a container that may hold the sources';
  if (event.step.parent !== undefined) return 'the action that builds may be used where there are files';
  const earlier = job.steps.filter((one) => one.order < event.step.order && one.reached !== false);
  if (earlier.some((one) => one.action.kind === 'catalogued' && has(one, 'checkout', 'artifact'))) return true;
  const other = earlier.find(({ action }) => action.kind === 'unknown' || action.kind === 'composite');
  if (other !== undefined) return 'an action before it may fetch files';
  const opaque = opaqueFor(before(event, 'opaque'), 'build');
  if (opaque !== undefined) return `\`${opaque.tool}\` may fetch files`;
  const script = [...earlier, event.step].some(({ step }) => WRITES.test(step.run?.field.text ?? ''));
  if (script) return 'a script may make the files';
  return earlier.some((one) => one.action.kind === 'catalogued' && !has(one, ...HARMLESS))
    ? 'an action before it may fetch files'
    : false;
}

const WRITES =
  /(^|[\s;&|(])(git|gh|curl|wget|tar|unzip|cp|mv|rsync|tee|svn|hg|aws|gsutil|az|gcloud|oras|mkdir|touch|install|npx|npm|python\S*|make|bash|sh|\.\/\S+)\s|<<|>\s*[^&\s/$"]/m;

/** Effects of steps that put no sources anywhere. */
const HARMLESS = ['login', 'metadata', 'setup', 'identity', 'build', 'bake'] as const;

function has({ action }: StepInstance, ...kinds: readonly string[]): boolean {
  return action.kind === 'catalogued' && action.entry.effects.some(({ kind }) => kinds.includes(kind));
}
