/**
 * What is known of a value before a run: `known`, a `template` (text with named holes), one of several, or unknown.
 * An unknown never becomes an empty string; whoever meets one stays silent or says why.
 */
export type Value = Known | Template | OneOf | Unknown;

export type Datum = string | number | boolean | null;

export interface Known {
  readonly kind: 'known';
  readonly value: Datum;
}

/** Text with at least one hole. Adjacent literals are merged and none is empty. */
export interface Template {
  readonly kind: 'template';
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = string | Hole;

/** A pure expression whose value is fixed within one run, scenario and matrix leg, though not known here. */
export interface Hole {
  /** Equal keys mean equal values; holes of different jobs, steps or files have different keys. */
  readonly key: string;
  /** The expression as a reader would write it, without `${{ }}`, e.g. `github.repository`. */
  readonly shown: string;
  /** Why it is not known, in a user's words, e.g. `comes from a secret`. */
  readonly reason: string;
  /** The step output it is, when it is one; this is what carries a digest from build to signature. */
  readonly origin?: StepOutput;
  /** The values it can take where they are listed, e.g. a matrix axis. */
  readonly domain?: readonly Datum[];
  /** Values it cannot have, e.g. another branch than the default branch. Text is compared without case, as GitHub does. */
  readonly not?: readonly Datum[];
  /** Keys of holes it cannot be equal to, e.g. a fork's name and `github.repository`. */
  readonly differs?: readonly string[];
  /** Pieces of text it is known to hold or not to hold, e.g. `-` in a pre-release tag. */
  readonly holds?: readonly string[];
  readonly lacks?: readonly string[];
  /** True where it certainly has no capitals. */
  readonly lower?: true;
  /** True where whatever a tag cannot hold has been replaced in it (docker/metadata-action). */
  readonly sanitized?: true;
  /** True where it is certainly not empty. */
  readonly nonEmpty?: true;
  /** Text it is known to begin with, e.g. `v` where only tags `v*` start the run. */
  readonly prefix?: string;
}

export interface StepOutput {
  /** `Step.key` of the step that sets it. */
  readonly step: string;
  readonly output: string;
  /** What is picked out of a JSON output, e.g. `['app', 'containerimage.digest']`. */
  readonly path?: readonly string[];
}

/** Two or more distinct alternatives, at most `ALTERNATIVES_MAX`. */
export interface OneOf {
  readonly kind: 'oneOf';
  readonly options: readonly (Known | Template)[];
}

export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
}

/** Objects and lists that expressions pass around: matrix, `github.event`, `fromJSON(…)`. */
export type Structure =
  | {
      readonly kind: 'object';
      readonly entries: ReadonlyMap<string, ExprValue> /** False where other keys may exist. */;
      readonly complete: boolean;
    }
  | { readonly kind: 'list'; readonly items: readonly ExprValue[]; readonly complete: boolean };

export type ExprValue = Value | Structure;

export type Truth = true | false | 'unknown';

/** Beyond this many alternatives a value is unknown: more would only make noise. */
export const ALTERNATIVES_MAX = 64;

export function known(value: Datum): Known {
  return value === '' ? NOTHING : { kind: 'known', value };
}

/** Empty text is what most inputs and outputs are. */
const NOTHING: Known = { kind: 'known', value: '' };

export function unknown(reason: string): Unknown {
  return { kind: 'unknown', reason };
}

export function hole(hole: Hole): Template {
  return { kind: 'template', parts: [hole] };
}

/** The hole that a value is, with nothing before or behind it; undefined for every other value. */
export function onlyHole(value: ExprValue): Hole | undefined {
  const [only, ...others] = value.kind === 'template' ? value.parts : [];
  return typeof only === 'object' && others.length === 0 ? only : undefined;
}

/** Text as GitHub would print a datum in `${{ }}`: null is empty, booleans are lower case. */
export function datumText(value: Datum): string {
  return value === null ? '' : String(value);
}

/** The text of a value that is known; undefined for every other, and for none at all. */
export function knownText(value: ExprValue | undefined): string | undefined {
  return value?.kind === 'known' ? datumText(value.value) : undefined;
}
