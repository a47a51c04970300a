import { programAtHome } from '../catalogue/commands';
import type { ResolvedCommand, ResolvedWord } from '../shell/walk';
import { wordText } from '../shell/word-text';
import { known } from '../value/value';
import { commandFolder, repositoryFile } from './repository-file';
import type { StepInstance } from './run';

/**
 * The words of a program of the catalogue that its own repository runs from its sources, `go run ./ build …` in ko-build/ko being
 * `ko build …`: where the package is the one the program is made of, in a checkout of the repository it comes from.
 */
export function ownTool(
  step: StepInstance,
  command: ResolvedCommand,
  words: readonly ResolvedWord[],
): readonly ResolvedWord[] | undefined {
  const { repository } = step.workspace.facts;
  if (repository === undefined || wordText(words[0]) !== 'go' || wordText(words[1]) !== 'run') return undefined;
  const at = words.findIndex((word, index) => index > 1 && wordText(word)?.startsWith('-') !== true);
  const word = words[at];
  const written = wordText(word);
  if (word === undefined || written === undefined || !/^\.(\/|$)/.test(written)) return undefined;
  const folder = commandFolder(step, command);
  const main = folder === undefined ? undefined : repositoryFile(step, known(`${written}/main.go`), folder);
  if (main === undefined || 'reason' in main) return undefined;
  const program = programAtHome(`${repository}/${main.path}`.replace(/\/main\.go$/, ''));
  return program === undefined
    ? undefined
    : [{ ...word, value: { kind: 'known', value: program } }, ...words.slice(at + 1)];
}
