import { attributesOf, attributeText } from '../run/attributes';
import { type Operand, overOptions } from '../run/operand';
import { alternatives, parts, splitText } from '../value/text';
import { datumText, type ExprValue, type Known, type Template, type Truth, type Value } from '../value/value';
import type { BuildEvent } from './event';

/** What a build is told of one kind of attestation. */
export interface AttestationWish {
  /** Asked for or refused; undefined where nothing is said, so that the tool's default counts. */
  readonly asked: Truth | undefined;
  /** Where it is said. */
  readonly at: Operand | undefined;
}

/**
 * What a build says of provenance or an SBOM: the shorthand (`provenance:`, `--sbom=…`) counts before the list of attestations (`attests:`,
 * `--attest`, a bake target's `attest`), as docker/build-push-action and bake have it (src/context.ts; buildx, bake.go); buildx itself
 * refuses both together (buildx, util/buildflags/attests.go).
 */
export function attestationWish(
  type: 'provenance' | 'sbom',
  shorthand: Operand | undefined,
  entries: Operand | undefined,
): AttestationWish {
  if (shorthand !== undefined) return { asked: overOptions(shorthand.value, shorthandTruth), at: shorthand };
  const asked = entries === undefined ? undefined : listed(entries.value, type);
  return { asked, at: asked === undefined ? undefined : entries };
}

/** The provenance a build makes that is told so much; `off` where it makes none by itself: told so, or because the image is only loaded. */
export function provenanceState(asked: Truth | undefined, off: Truth): BuildEvent['provenance'] {
  if (asked !== undefined) return asked === 'unknown' ? 'unknown' : asked ? 'explicit' : 'off';
  return off === 'unknown' ? 'unknown' : off ? 'off' : 'default';
}

/** `BUILDX_NO_DEFAULT_ATTESTATIONS` keeps buildx from adding provenance by itself (docs.docker.com, "Buildx environment variables"). */
export function withoutDefaults(variable: ExprValue | undefined): Truth {
  if (variable === undefined) return false;
  return variable.kind === 'known' ? booleanOf(datumText(variable.value)) === true : 'unknown';
}

/** A boolean or the attributes of an entry without its type (buildx, CanonicalizeAttest); `none` is ko's word for no SBOM (ko docs, "SBOMs"). */
function shorthandTruth(option: Known | Template): Truth {
  if (option.kind === 'known') {
    const text = datumText(option.value).trim();
    const plain = text === '' || text === 'none' ? false : booleanOf(text.toLowerCase());
    if (plain !== undefined) return plain;
  }
  return isOn(option);
}

/** What the entries of a list say: the last of the kind counts (buildx, removeAttestDupes). */
function listed(value: Value, type: string): Truth | undefined {
  const options = alternatives(value);
  if (options === undefined) return 'unknown';
  const answers = new Set(
    options.map((option) => {
      const lines = splitText(option, /\n/).map((line) => ({ line, kind: kindOf(line) }));
      const own = lines.findLast(({ kind }) => kind === type);
      if (own !== undefined) return isOn(own.line);
      return lines.some(({ kind }) => kind === undefined) ? 'unknown' : undefined;
    }),
  );
  const [only] = answers;
  return answers.size === 1 ? only : 'unknown';
}

/** The type an entry names; undefined where an expression decides it. */
function kindOf(line: Known | Template): string | undefined {
  const attributes = attributesOf(line);
  return attributeText(attributes, 'type') ?? (parts(line).every((part) => typeof part === 'string') ? '' : undefined);
}

/** Whether an entry is not disabled: any of Go's words for true disables it (`disabled=true`, buildx parses it with strconv.ParseBool). */
function isOn(entry: Known | Template): Truth {
  const attributes = attributesOf(entry);
  const disabled = attributes.values.get('disabled');
  if (disabled === undefined)
    return attributes.complete || parts(entry).every((part) => typeof part === 'string') ? true : 'unknown';
  const off = disabled.kind === 'known' ? booleanOf(datumText(disabled.value)) : undefined;
  return off === undefined ? 'unknown' : !off;
}

/** Go's strconv.ParseBool. */
function booleanOf(text: string): boolean | undefined {
  return /^(1|t|T|TRUE|true|True)$/.test(text.trim())
    ? true
    : /^(0|f|F|FALSE|false|False)$/.test(text.trim())
      ? false
      : undefined;
}
