import { evaluate } from '../../expr/evaluate';
import { isDigest, runDigests } from '../../image/run-digests';
import { type Report, rule } from '../../lint/rule';
import { isPrintedDigest } from '../../run/printed-digest';
import type { StepInstance } from '../../run/run';
import { briefCommand } from '../../shell/brief-command';
import type { ResolvedWord } from '../../shell/walk';
import type { Span } from '../../text/span';
import { alternatives, parts } from '../../value/text';
import { type ExprValue, onlyHole, type StepOutput } from '../../value/value';
import { spanIn } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';
import type { Field } from '../../workflow/model';

/**
 * The `digest` output of a build holds the algorithm already (docs of docker/build-push-action, `containerimage.digest`), so
 * `@sha256:` in front of it gives `sha256:sha256:…`, which is no reference (F-063).
 */
export const digestPrefixDuplicated = rule({
  id: 'digest-prefix-duplicated',
  summary: 'Digest has `sha256:` in front of it, and already begins with it',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'step',
  failures: ['F-063'],
  check({ step, instances }, { analysis, report }) {
    const fields = fieldsBelow(step.node).filter(({ text }) => text.includes(PREFIX));
    if (fields.length === 0) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const digests = runDigests(analysis, instance);
      const found = [
        ...fields.flatMap((field) => inField(field, instance, digests)),
        ...(instance.script?.commands ?? []).flatMap(({ words }) =>
          words.flatMap((word) => inWord(word, instance, digests)),
        ),
      ];
      for (const { field, prefix, at, shown } of found) report(finding(instance, field, prefix, at, shown));
    }
  },
});

const PREFIX = 'sha256:';

interface Doubled {
  readonly field: Field;
  /** Where the superfluous prefix stands in the field's text. */
  readonly prefix: Span;
  /** The prefix and the digest behind it. */
  readonly at: Span;
  readonly shown: string;
}

function finding({ step, job, reached }: StepInstance, field: Field, prefix: Span, at: Span, shown: string): Report {
  return {
    at: spanIn(field, at),
    message: `\`${shown}\` already begins with \`${PREFIX}\`, so this gives \`${PREFIX}${PREFIX}…\`, which names no image`,
    confidence: reached === true ? 'certain' : 'likely',
    scenarios: [job.instance.scenarioId],
    fix: {
      title: `Drop \`${PREFIX}\` in front of the digest`,
      edit: (editor) => editor.replaceIn(step.owner, field, prefix, ''),
    },
  };
}

/** `…@sha256:${{ steps.build.outputs.digest }}` in any text of the step. */
function inField(field: Field, instance: StepInstance, digests: readonly StepOutput[]): readonly Doubled[] {
  const { segments } = field.template;
  return segments.flatMap((segment, index) => {
    const before = segments[index - 1];
    if (segment.kind !== 'expression' || segment.expression === undefined) return [];
    if (before?.kind !== 'text' || !endsInPrefix(before.text)) return [];
    if (!holdsDigest(evaluate(segment.expression, instance.scope), digests)) return [];
    const prefix = { start: before.span.end - PREFIX.length, end: before.span.end };
    return [{ field, prefix, at: { start: prefix.start, end: segment.span.end }, shown: segment.body.trim() }];
  });
}

/** `…@sha256:${DIGEST}` in a script, where the variable is a digest. */
function inWord(
  { word, value }: ResolvedWord,
  { step }: StepInstance,
  digests: readonly StepOutput[],
): readonly Doubled[] {
  if (step.run === undefined || !hasDoubled(value, digests)) return [];
  const field = step.run.field;
  return word.parts.flatMap((part, index) => {
    const before = word.parts[index - 1];
    if (part.kind === 'variable' ? part.operation !== undefined : part.kind !== 'substitution') return [];
    if (
      before?.kind !== 'literal' ||
      !endsInPrefix(before.text) ||
      !field.text.slice(0, before.span.end).endsWith(PREFIX)
    )
      return [];
    const prefix = { start: before.span.end - PREFIX.length, end: before.span.end };
    return [
      {
        field,
        prefix,
        at: { start: prefix.start, end: part.span.end },
        shown:
          part.kind === 'variable' ? `$${part.name}` : briefCommand(field.text.slice(part.span.start, part.span.end)),
      },
    ];
  });
}

function hasDoubled(value: ExprValue, digests: readonly StepOutput[]): boolean {
  if (value.kind === 'object' || value.kind === 'list') return false;
  return (alternatives(value) ?? []).some((option) => {
    const list = parts(option);
    return list.some((part, index) => {
      const before = list[index - 1];
      return (
        typeof part !== 'string' &&
        typeof before === 'string' &&
        endsInPrefix(before) &&
        holdsDigest({ kind: 'template', parts: [part] }, digests)
      );
    });
  });
}

/** Whether a value is one of the digests of the run, or what a command prints that asks for one. */
function holdsDigest(value: ExprValue, digests: readonly StepOutput[]): boolean {
  if (isDigest(value, digests)) return true;
  const only = onlyHole(value);
  return only !== undefined && isPrintedDigest(only);
}

/** Right before the digest, and not the end of another word. */
function endsInPrefix(text: string): boolean {
  return /(^|[^\w.-])sha256:$/.test(text);
}
