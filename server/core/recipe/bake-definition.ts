import type { ExprValue } from '../value/value';
import type { BakeFile } from './bake-file';
import type { ComposeFile } from './compose';

/** What one `docker buildx bake` reads: its files in order, and the values that variables have from outside. */
export interface BakeDefinition {
  readonly files: readonly (BakeFile | ComposeFile)[];
  /** Targets that are defined elsewhere, with what is known of them (the bake file of docker/metadata-action). */
  readonly given: readonly GivenTarget[];
  /** The value of a variable from the environment; undefined where nobody sets it. */
  variable(name: string): ExprValue | undefined;
}

export interface GivenTarget {
  readonly target: string;
  readonly attributes: ReadonlyMap<string, ExprValue>;
  /** How many of the files come before it. */
  readonly after: number;
}

/** A target that is built, with its attributes after inheritance, under the names of bake's reference. */
export interface BakeTarget {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, ExprValue>;
}

export interface LostTarget {
  readonly name: string;
  /** The group or target that names it. */
  readonly by: string;
  readonly how: 'targets' | 'inherits' | 'contexts';
}
