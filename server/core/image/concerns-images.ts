import { lookupCommand } from '../catalogue/commands';
import type { Command, Script } from '../shell/script';
import { literalText } from '../shell/walk-script';

/**
 * Whether a script may do anything with images, told from its words alone. Most scripts do not, and following the variables of
 * those in every run would cost more than all the rest.
 */
export function concernsImages(script: Script): boolean {
  const memo = CONCERNS.get(script);
  if (memo !== undefined) return memo;
  const concerns = [...script.commands, ...[...script.functions.values()].flat()].some(commandConcerns);
  CONCERNS.set(script, concerns);
  return concerns;
}

const CONCERNS = new WeakMap<Script, boolean>();

/** Programs that run another one; what they run is not looked for here. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'sudo',
  'env',
  'time',
  'nice',
  'nohup',
  'command',
  'exec',
  'timeout',
  'retry',
  'xargs',
  'eval',
  'bash',
  'sh',
]);

function commandConcerns(command: Command): boolean {
  const [first] = command.words;
  if (first === undefined) return false;
  const name = literalText(first);
  if (name === undefined || WRAPPERS.has(name)) return true;
  const found = lookupCommand(command.words.map(literalText));
  if (found === 'harmless' || found === undefined) return false;
  return 'opaque' in found ? found.opaque.length > 0 : found.entry.effect.kind !== 'none';
}
