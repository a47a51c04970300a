import type { Script } from '../shell/script';
import { shellKind } from '../shell/shell-kind';
import { scalarsOf, valueIn } from '../workflow/field';
import type { Job, Run, Step } from '../workflow/model';
import { scriptOf } from './read-script';

/** The script of a run step as it is written, in no run: a runner that an expression picks is taken for one with a POSIX shell. */
export function writtenScript(step: Step, { shell: own }: Run): Script {
  const { job } = step;
  const shell = own ?? job?.shell ?? job?.workflow.shell;
  return scriptOf(step, shellKind(shell?.text, job !== undefined && onWindows(job) ? 'windows' : 'unknown'));
}

function onWindows({ runsOn }: Job): boolean {
  return scalarsOf(runsOn?.kind === 'map' ? valueIn(runsOn, 'labels') : runsOn).some(
    ({ value }) => !value.includes('${{') && value.toLowerCase().includes('windows'),
  );
}
