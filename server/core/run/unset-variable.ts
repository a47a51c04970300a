import type { StepInstance } from './run';

/**
 * Whether no step of a list sets a variable for the steps behind it, so that `env.NAME` is empty where no `env` has it: the context holds
 * what workflow, job and steps set, and nothing of the runner's own (docs: contexts, `env`). False where a step may set it unread. On runners
 * of one's own a script may run before the job and write to `GITHUB_ENV` (actions/runner, ADR 1751), so whoever asks looks at the runner too.
 */
export function nobodySets(steps: readonly StepInstance[], count: number, name: string): boolean {
  for (let index = 0; index < count; index++) {
    const step = steps[index];
    if (step !== undefined && step.reached !== false && maySet(step, name)) return false;
  }
  return true;
}

function maySet({ action, script }: StepInstance, name: string): boolean {
  switch (action.kind) {
    case 'run':
      return script === undefined || script.opaqueEnvironment || script.environment.has(name);
    case 'catalogued':
      return action.entry.exports?.some((start) => name.toUpperCase().startsWith(start)) !== false;
    case 'unknown':
      return true;
    // What the steps of a composite action set, they say themselves.
    default:
      return false;
  }
}
