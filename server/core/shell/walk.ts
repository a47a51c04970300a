import type { Truth, Value } from '../value/value';
import type { Command, Word } from './script';

/** What a script can see from outside. */
export interface ShellEnvironment {
  /** The value of an environment variable when the script starts; undefined when nobody sets it as far as can be read. */
  variable(name: string): Value | undefined;
  /** Whether a variable that has no value above is certainly not set when the script starts; false where nobody can say. */
  unset?(name: string): boolean;
  /** The value of `${{ body }}`. */
  expression(body: string): Value;
  /** The standard output of a command or pipeline in a substitution, where the catalogue knows it; undefined → unknown. */
  output?(commands: readonly ResolvedCommand[]): Value | undefined;
  /** Whether a command runs code that nobody reads here, which may set outputs and variables of the step too. */
  unread?(command: ResolvedCommand): boolean;
  /** Whether there is a file at a path (`-e`, `-f`); unknown where nobody can answer. */
  file?(path: Value): Truth;
}

export interface ResolvedCommand {
  readonly command: Command;
  readonly words: readonly ResolvedWord[];
  /** Prefix assignments and exported variables in force that the script itself set. */
  readonly environment: ReadonlyMap<string, Value>;
  /** Whether it is reached when the script runs, as far as its guards are decided. */
  readonly reached: true | false | 'unknown';
}

/** A word after expansion. A word that certainly splits into several is several of these with the same `word`. */
export interface ResolvedWord {
  readonly word: Word;
  readonly value: Value;
  /** True where an unquoted expansion may give several words or none, and nobody knows which. */
  readonly splits: boolean;
}

/** Everything a script does that later steps can see. */
export interface ScriptRun {
  readonly commands: readonly ResolvedCommand[];
  /** `name=value` lines written to `$GITHUB_OUTPUT` (also here-document form); union over branches. */
  readonly outputs: ReadonlyMap<string, Value>;
  /** The same for `$GITHUB_ENV`. */
  readonly environment: ReadonlyMap<string, Value>;
  /** True when outputs or environment are also written in a way that could not be read (computed names, a program given the file). */
  readonly opaqueOutputs: boolean;
  readonly opaqueEnvironment: boolean;
}
