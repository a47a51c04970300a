import { lookupCommand } from '../catalogue/commands';
import type { ResolvedCommand } from '../shell/walk';
import { wordTexts } from '../shell/word-text';
import { unwrapped } from './unwrap';

/**
 * Whether a command runs code that nobody reads here: a script, a make target, a program that is not in the catalogue. Such code finds
 * `GITHUB_OUTPUT` and `GITHUB_ENV` in its environment (docs: workflow commands) and may write to both.
 */
export function runsUnreadCode(command: ResolvedCommand): boolean {
  const words = wordTexts(unwrapped(command.words));
  const [program, argument] = words;
  if (words.length === 0) return false;
  if (program === undefined) return true;
  const runs = RUNNERS.get(program);
  if (INTERPRETERS.has(program) || (runs !== undefined && runs === argument)) return true;
  const matched = lookupCommand(words);
  return matched !== undefined && matched !== 'harmless' && 'opaque' in matched;
}

/** Programs that do nothing with images themselves and run what they are given. */
const INTERPRETERS: ReadonlySet<string> = new Set([
  '.',
  'source',
  'eval',
  'python',
  'python3',
  'node',
  'ruby',
  'php',
  'java',
]);

/** The same for one of their subcommands. */
const RUNNERS: ReadonlyMap<string, string> = new Map([
  ['go', 'run'],
  ['cargo', 'run'],
  ['dotnet', 'run'],
  ['poetry', 'run'],
  ['pdm', 'run'],
  ['composer', 'run'],
]);
