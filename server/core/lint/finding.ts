import type { Edit, Refusal } from '../text/edit';
import type { Span } from '../text/span';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** `certain`: every operand is known. `likely`: true unless something outside the files says otherwise. `possible`: worth a look. */
export type Confidence = 'certain' | 'likely' | 'possible';

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What and why, in the user's words; no trailing full stop, at most 160 characters. */
  readonly message: string;
  readonly path: string;
  readonly span: Span;
  /** The chain of evidence, in the order in which to read it. */
  readonly related: readonly Related[];
  /** Ids of the scenarios it holds on, sorted; empty where it does not depend on how the run starts. */
  readonly scenarios: readonly string[];
  readonly fix: Fix | undefined;
}

export interface Related {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
}

/** `safe`: keeps the meaning, may be applied unseen. `review`: valid, but a person should look. */
export type Safety = 'safe' | 'review';

export interface Fix {
  readonly title: string;
  readonly safety: Safety;
  /** Computes the change when somebody asks for it: edits by path, or the reason why none can be made safely. */
  edits(): FixEdits | Refusal;
}

export type FixEdits = ReadonlyMap<string, readonly Edit[]>;
