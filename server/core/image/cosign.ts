import { givenOperand } from '../run/operand';
import type { StepInstance } from '../run/run';
import { unwrapped } from '../run/unwrap';
import type { ResolvedWord } from '../shell/walk';
import type { Span } from '../text/span';
import { knownText } from '../value/value';
import { spanIn } from '../workflow/field';

/** One call of cosign in a script. */
export interface CosignCall {
  /** `sign`, `attach sbom`, `verify`: the words up to the first flag, cosign itself left out. */
  readonly verb: string;
  readonly words: readonly ResolvedWord[];
  /** Words that are known; undefined for one that is not. */
  readonly texts: readonly (string | undefined)[];
  /** True where a word may turn out to be flags. */
  readonly open: boolean;
  /** The call in the file. */
  readonly span: Span;
  /** Variables written in front of it or set in the script before. */
  readonly environment: ReadonlyMap<string, unknown>;
  readonly reached: boolean;
}

/** The calls of cosign in a step, in order; none for a step that does not name it. */
export function cosignCalls(step: StepInstance): readonly CosignCall[] {
  const { run } = step.step;
  if (run === undefined || !run.field.text.includes('cosign')) return [];
  return (step.script?.commands ?? []).flatMap((command) => {
    if (command.command.words.length === 0) return [];
    const words = unwrapped(command.words);
    const texts = words.map(({ value }) => knownText(value));
    if (texts[0]?.replace(/^.*\//, '') !== 'cosign') return [];
    const verbs = texts.slice(
      1,
      texts.findIndex((text, index) => index > 0 && !/^[a-z][a-z-]*$/.test(text ?? '-')) >>> 0,
    );
    return [
      {
        verb: verbs.slice(0, 2).join(' '),
        words,
        texts,
        open: words.some(({ splits }) => splits),
        span: spanIn(run.field, command.command.span),
        environment: command.environment,
        reached: command.reached !== false,
      },
    ];
  });
}

/**
 * The major version of cosign that a step finds: what the installer before it was asked for, or brings by default (cosign-installer
 * action.yml of each major: v1 and v2 cosign 1, v3 cosign 2, v4 cosign 3; sigstore/cosign-installer#18 for v1). Undefined where it comes
 * from somewhere else.
 */
export function cosignMajor(step: StepInstance): number | undefined {
  const installer = [...step.job.steps]
    .reverse()
    .find(
      (one) =>
        one.order < step.order &&
        one.reached !== false &&
        one.action.kind === 'catalogued' &&
        one.action.entry.action === 'sigstore/cosign-installer',
    );
  return installer === undefined ? undefined : installedMajor(installer);
}

export function installedMajor(installer: StepInstance): number | undefined {
  const release = givenOperand(installer, 'cosign-release');
  if (release !== undefined) {
    const text = /^v?(\d+)\./.exec(knownText(release.value) ?? '')?.[1];
    return text === undefined ? undefined : Number(text);
  }
  const major = installer.action.kind === 'catalogued' ? installer.action.major : undefined;
  return major === undefined || major < 1 || major > 4 ? undefined : Math.max(1, major - 1);
}
