import type { ImageEvent } from '../event/event';
import { givenOperand } from '../run/operand';
import { escapePattern } from '../text/escape-pattern';
import { writtenElsewhere } from './file-on-runner';

/** Why a file that the repository does not have may be there all the same when an event happens; undefined where nothing may have made it. */
export function possibleMaker(event: ImageEvent, path: string): string | undefined {
  if (event.job.job.container !== undefined) return 'the job runs in a container that may hold it';
  if (writtenElsewhere(event, path, 'login', MAKES)) return 'a step before may make it';
  const own = event.command === undefined ? '' : (event.step.step.run?.field.text ?? '');
  if (own.includes(`> ${path}`) || MAKES.test(own)) return 'the script may make it';
  const submodules = event.job.steps.some((step) => givenOperand(step, 'submodules') !== undefined);
  return submodules ? 'it may lie in a submodule' : undefined;
}

/** Whether a script of the job, up to the event's own, may change a file that the repository has. */
export function mayRewrite(event: ImageEvent, path: string): boolean {
  const name = escapePattern(path.replace(/^.*\//, ''));
  const line = new RegExp(`(>|\\b(sed|yq|jq|cp|mv|ln|tee|envsubst|patch|perl|python3?|node)\\b).*${name}`, 'm');
  return event.job.steps.some(
    (step) => step.order <= event.step.order && line.test(withoutBuilds(step.step.run?.field.text ?? '')),
  );
}

/** A script without the commands that only read such files. */
function withoutBuilds(script: string): string {
  return script.replace(/\bdocker[ -]compose\b[^\n;|&>]*\b(build|push|pull|config)\b[^\n;|&>]*/g, '');
}

/** Commands that bring files; compose commands that only read them are none. */
const MAKES =
  /(^|[\s;&|(])(git|gh|curl|wget|tar|unzip|cp|mv|ln|rsync|tee|cat|sed|envsubst|make|cmake|npm|npx|yarn|pnpm|gradle\S*|\.\/\S+|mvn\S*|dotnet|python\S*|node|bash|sh|go|cargo|bazel|nix|just|task|docker (cp|run)|docker[ -]compose(?![^\n;|&>]*\b(build|push|pull|config)\b))(\s|$)|>/m;
