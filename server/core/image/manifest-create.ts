import type { BuildEvent } from '../event/event';
import { equal } from '../expr/compare';
import { referencesOf } from '../run/reference';
import type { StepInstance } from '../run/run';
import { unwrapped } from '../run/unwrap';
import type { ResolvedCommand, ResolvedWord } from '../shell/walk';
import { wordText } from '../shell/word-text';

/** A `docker manifest create` or `push` of a script, with its words behind any wrapper. */
export interface ManifestCommand {
  readonly command: ResolvedCommand;
  readonly words: readonly ResolvedWord[];
  /** The words behind the subcommand that are no flags: the index first, then what it is made of. */
  readonly arguments: readonly ResolvedWord[];
}

/** The commands `docker manifest <verb>` of a step, in their order; its flags take no values (docker manifest create). */
export function manifestCommands({ script, step }: StepInstance, verb: 'create' | 'push'): readonly ManifestCommand[] {
  if (step.run?.field.text.includes('manifest') !== true) return [];
  return (script?.commands ?? []).flatMap((command) => {
    const words = unwrapped(command.words);
    return ['docker', 'manifest', verb].every((text, index) => wordText(words[index]) === text)
      ? [{ command, words, arguments: words.slice(3).filter((word) => wordText(word)?.startsWith('-') !== true) }]
      : [];
  });
}

/** Whether a word certainly names what a build tags. */
export function namesBuild({ value, word }: ResolvedWord, build: BuildEvent): boolean {
  const wanted = referencesOf(value, word.span) ?? [];
  return wanted.some(({ value: one }) => build.known.some((own) => equal(own.value, one) === true));
}
