import type { ImageEvent } from '../event/event';
import type { JobInstance, WorkflowInstance } from '../run/run';
import type { Refusal } from '../text/edit';
import type { Step } from '../workflow/model';
import { workflowOf } from '../workflow/workflow';
import type { Workspace } from '../workspace';

/**
 * A name that no other job of the repository has that works on images: the job's id, with its workflow in front where a job of another
 * workflow has the same id. The steps of an action are named by its folder.
 */
export function jobName(workspace: Workspace, { job, owner }: Step): string {
  if (job === undefined) return /([^/]+)\/action\.ya?ml$/.exec(owner.file.path)?.[1] ?? 'build';
  const shared = workspace.workflows.some((path) => {
    const file = path === owner.file.path ? 'absent' : workspace.file(path);
    return (
      typeof file !== 'string' &&
      workflowOf(file).jobs.some(({ id, steps }) => id === job.id && steps.some(isAboutImages))
    );
  });
  const name = /([^/]+)\.ya?ml$/.exec(owner.file.path)?.[1];
  return shared && name !== undefined ? `${name}-${job.id}` : job.id;
}

/**
 * The same for the events of one place, whose workflow may be called several times in a run: then with the inputs that `told`, a text of
 * the job, is made of. Refuses where that tells nothing of the calls.
 */
export function jobNameInRun(events: readonly [ImageEvent, ...ImageEvent[]], told: string): string | Refusal {
  const [{ step }] = events;
  const name = jobName(step.workspace, step.step);
  if (!events.some(({ job }) => calledAgain(job))) return name;
  const inputs = [...new Set([...told.matchAll(/\$\{\{\s*(inputs\.[\w-]+)\s*\}\}/g)].map((match) => match[1] ?? ''))];
  return inputs.length > 0
    ? [name, ...inputs.map((input) => `\${{ ${input} }}`)].join('-')
    : {
        refused:
          'this workflow is called several times in a run, and code scanning keeps one upload per category; tell the calls apart with an input',
      };
}

/** Whether one run has the job more than once, by several calls or by one in a matrix. */
export function calledAgain({ job, instance }: JobInstance): boolean {
  let root = instance;
  for (let caller = root.caller; caller !== undefined; caller = root.caller) {
    if (caller.matrix !== undefined && caller.matrix.several !== false) return true;
    root = caller.instance;
  }
  const times = ({ jobs }: WorkflowInstance): number =>
    jobs.reduce(
      (sum, one) =>
        sum + (one.job === job ? 1 : 0) + (one.callee !== undefined && 'jobs' in one.callee ? times(one.callee) : 0),
      0,
    );
  return times(root) > 1;
}

function isAboutImages({ uses, run }: Step): boolean {
  return uses === undefined
    ? /\b(docker|podman|buildah|nerdctl)\s+(push|build|buildx|bake)\b|\b(trivy|grype|ko|pack)\s/.test(
        run?.field.text ?? '',
      )
    : ABOUT.test(uses.field.text);
}

const ABOUT =
  /build-push-action|bake-action|buildah-build|push-to-registry|trivy-action|scan-action|scout-action|upload-sarif/;
