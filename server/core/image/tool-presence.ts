import { lookupCommand } from '../catalogue/commands';
import { eventsOfStep } from '../event/events-of';
import { readScript } from '../run/read-script';
import type { StepInstance } from '../run/run';
import { unwrapped } from '../run/unwrap';
import type { ResolvedCommand } from '../shell/walk';
import { wordText, wordTexts } from '../shell/word-text';
import { show } from '../value/text';

/**
 * Whether a program has been installed before a command of a step runs, or the action it uses, as far as the job's own steps tell. `perhaps` where something
 * before it may install anything: an action nobody described, a script that is not read, a change of PATH.
 */
export function installedBefore(
  tool: string,
  step: StepInstance,
  command: ResolvedCommand | undefined,
): { readonly kind: 'yes' | 'no' } | { readonly kind: 'perhaps'; readonly reason: string } {
  if (step.job.job.container !== undefined)
    return { kind: 'perhaps', reason: `the container the job runs in may have \`${tool}\`` };
  const named = new RegExp(`(^|[^\\w])${tool}([^\\w]|$)`, 'i');
  let reason: string | undefined;
  for (const earlier of step.job.steps) {
    if (earlier.order > step.order) break;
    if (earlier.reached === false) continue;
    const found =
      earlier.step.run !== undefined ? byScript(tool, named, earlier, step, command) : byAction(tool, named, earlier);
    if (found === 'yes') return { kind: 'yes' };
    if (found !== undefined) reason ??= found;
  }
  return reason === undefined ? { kind: 'no' } : { kind: 'perhaps', reason };
}

/** Actions that leave a program on the PATH beside what they are for (their sources). */
const BESIDE: ReadonlyMap<string, string> = new Map([['anchore/sbom-action', 'syft']]);

function byAction(tool: string, named: RegExp, step: StepInstance): 'yes' | string | undefined {
  const text = step.step.uses?.field.text ?? '';
  const { action } = step;
  const set = eventsOfStep(step).some((event) => event.kind === 'setup' && event.what === tool);
  const beside = action.kind === 'catalogued' && BESIDE.get(action.entry.action) === tool;
  if (set || beside || named.test(text)) return step.reached === true ? 'yes' : `whether \`${text}\` runs is not known`;
  return action.kind === 'unknown' ? `\`${action.name}\` may install \`${tool}\`` : undefined;
}

function byScript(
  tool: string,
  named: RegExp,
  earlier: StepInstance,
  step: StepInstance,
  command: ResolvedCommand | undefined,
): 'yes' | string | undefined {
  const text = earlier.step.run?.field.text;
  if (text === undefined) return undefined;
  const script = readScript(earlier);
  if (script.opaque.length > 0 || /GITHUB_PATH|\bPATH=/.test(text)) return `a script may put \`${tool}\` on the PATH`;
  if (script.functions.has(tool)) return 'yes';
  const commands = earlier.script?.commands ?? [];
  const before = earlier === step && command !== undefined ? commands.slice(0, commands.indexOf(command)) : commands;
  let reason: string | undefined;
  for (const one of before) {
    if (one.reached === false) continue;
    const words = unwrapped(one.words);
    const name = wordText(words[0]);
    if (name === undefined) {
      if (words.length > 0) reason ??= 'which program a script runs is not known';
      continue;
    }
    // Running it shows nothing; naming it (a download, a package) is how it gets there.
    if (name !== tool && words.some(({ value }) => named.test(show(value)))) return 'yes';
    if (RUNS_ANYTHING.has(name)) reason ??= `what \`${name}\` runs is not read`;
    const matched = lookupCommand(wordTexts(words));
    if (name !== tool && matched !== 'harmless' && (matched === undefined || 'opaque' in matched))
      reason ??= `\`${name}\` may install \`${tool}\``;
  }
  return reason;
}

const RUNS_ANYTHING: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'zsh',
  'eval',
  'source',
  '.',
  'python',
  'python3',
  'node',
]);
