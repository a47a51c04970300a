import type { WorkflowInstance } from '../run/run';
import type { PublishedImage } from './analysis';

/** The image as the user wrote it; `the image` where no name is known. */
export function nameOf(image: PublishedImage): string {
  const [first, ...rest] = image.names;
  if (first === undefined) return 'the image';
  const shown = withHoles(first);
  const name = NO_NAME.test(shown) ? 'the image' : shown;
  return rest.length === 0 ? name : `${name} (and ${rest.length} more)`;
}

/** What stands for a whole list of tags, holds nothing that is known, or begins where a host would have to be, tells users nothing. */
const NO_NAME = /^(?:…|\$\w+|\$\{\{ steps\.[^}]*\}\}|\/.*)$/;

/** A name whose variables stand as the script writes them (`$TAG`), and `…` for what is written nowhere. */
export function withHoles(name: string): string {
  return name.replace(/\$\{\{ (\$\(.*?\)|\$?\w+|.*?) \}\}/g, holeName);
}

/** What is not known of a name: expressions and variables as they are written; what a command prints or ko fills in is left out. */
function holeName(written: string, what: string): string {
  if (/^\w+$|^\$\(/.test(what)) return '…';
  return what.startsWith('$') ? what : written;
}

export function scenariosOf(image: PublishedImage): readonly string[] {
  return image.events.map(({ job }) => job.instance.scenarioId);
}

/** A preview for a pull request is not a release; nobody signs or rescans it. */
export function onlyPullRequests(image: PublishedImage): boolean {
  return image.events.every(({ job }) =>
    ['pull_request', 'pull_request_target', 'merge_group'].includes(job.instance.scenario.event),
  );
}

/** How a run starts; in a called workflow, the call and what started the caller. */
export function startName({ scenarioId, scenario }: WorkflowInstance): string {
  return scenarioId === scenario.id ? scenarioId : `${scenarioId} on ${scenario.id}`;
}
