import { programAtHome } from '../catalogue/commands';
import { commandFolder, repositoryFile } from '../run/repository-file';
import type { StepInstance } from '../run/run';
import { goProgram } from '../run/unwrap';
import type { ResolvedCommand, ResolvedWord } from '../shell/walk';
import { known } from '../value/value';

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
  return repository === undefined
    ? undefined
    : goProgram(words, (written) => {
        const folder = /^\.(\/|$)/.test(written) ? commandFolder(step, command) : undefined;
        const main = folder === undefined ? undefined : repositoryFile(step, known(`${written}/main.go`), folder);
        return main === undefined || 'reason' in main
          ? undefined
          : programAtHome(`${repository}/${main.path}`.replace(/\/main\.go$/, ''));
      });
}
