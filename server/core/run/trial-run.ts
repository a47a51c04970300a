import type { Truth } from '../value/value';
import { fieldsBelow } from '../workflow/fields-below';
import type { JobInstance, Run, StepInstance } from './run';

/** Whether a job of a run starts an image: by a program, as a job's container or service, or in a way that cannot be told. */
export function startsImages(run: Run | undefined): Truth {
  if (run === undefined) return 'unknown';
  let answer: Truth = false;
  for (const job of run.jobs) {
    if (job.reached === false) continue;
    if (hasContainer(job)) return true;
    if (job.callee !== undefined && 'unread' in job.callee) answer = 'unknown';
    for (const step of job.steps) {
      const one = startedBy(step);
      if (one === true) return true;
      if (one === 'unknown') answer = 'unknown';
    }
  }
  return answer;
}

/** Programs that run images or test them while they run. */
const STARTS =
  /\b(docker|podman|nerdctl|finch)\s+(container\s+)?(run|start|exec|create)\b|\bcompose\b[^\n]*\b(up|run|start|exec)\b|container-structure-test|\bd?goss\b|\bkind\s+(load|create)|\bk3d\b|\bminikube\b|\bhelm\s+test\b|testcontainers|\bkubectl\s+(apply|run)\b|docker-compose/;
/** Words of scripts, targets and actions that may do so. */
const MAY_START = /test|smoke|e2e|integration|verify|check|make\b|task\b|just\b|\.\/|compose/i;

function startedBy({ step, action, reached }: StepInstance): Truth {
  if (reached === false) return false;
  const text = step.run?.field.text;
  if (text !== undefined) return STARTS.test(text) ? true : MAY_START.test(text) ? 'unknown' : false;
  if (action.kind === 'unknown')
    return /test|structure|goss|compose|kind|k3s|run|docker/i.test(action.name) ? 'unknown' : false;
  return /kind-action|k3d|minikube/.test(step.uses?.field.text ?? '');
}

function hasContainer({ job }: JobInstance): boolean {
  return [...fieldsBelow(job.container), ...fieldsBelow(job.services)].some(({ text }) => /\$\{\{/.test(text));
}
