import type { Script } from '../shell/script';
import { shellKind } from '../shell/shell-kind';
import { scalarsOf, valueIn } from '../workflow/field';
import type { Job, Run, Step } from '../workflow/model';
import { scriptOf } from './read-script';

/** The script of a run step as it is written, in no run: a runner that an expression picks is taken for one with a POSIX shell. */
export function writtenScript(step: Step, { shell: own, ownShell }: Run): Script {
  const { job } = step;
  const windows = job !== undefined && onWindows(job);
  const shell = windows ? ownShell?.windows : ownShell?.posix;
  const written = shell ?? (own ?? job?.shell ?? job?.workflow.shell)?.text;
  return scriptOf(step, shellKind(written, windows ? 'windows' : 'unknown'));
}

function onWindows({ runsOn }: Job): boolean {
  return scalarsOf(runsOn?.kind === 'map' ? valueIn(runsOn, 'labels') : runsOn).some(
    ({ value }) => !value.includes('${{') && value.toLowerCase().includes('windows'),
  );
}
