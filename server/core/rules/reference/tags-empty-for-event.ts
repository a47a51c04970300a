import type { BuildEvent } from '../../event/event';
import { startsText } from '../../image/starts-text';
import { type ReportedFix, rule } from '../../lint/rule';
import { metadataResult } from '../../run/metadata';
import { inputField } from '../../run/metadata-inputs';
import { isMetadata } from '../../run/metadata-scenarios';
import { inputOperand, writtenInput } from '../../run/operand';
import type { StepInstance } from '../../run/run';
import { isSameName } from '../../text/is-same-name';
import { fieldNamed, textSpan } from '../../workflow/field';

/**
 * Where no entry of docker/metadata-action applies, its `tags` are empty: it warns `No Docker image version has been generated`, and the
 * push stops with `tag is needed when pushing to registry` (docker/metadata-action#375; F-046, F-023).
 */
export const tagsEmptyForEvent = rule({
  id: 'tags-empty-for-event',
  summary: 'No tag is made on some event on which the image is pushed',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: ['F-046', 'F-023'],
  check({ events, step }, { report, undecided }) {
    const tags = writtenInput(step, 'tags');
    const id = tags === undefined ? undefined : /\bsteps\.([\w-]+)\.outputs\.tags\b/.exec(tags)?.[1];
    if (id === undefined) return;
    const faults: { readonly event: BuildEvent; readonly metadata: StepInstance }[] = [];
    for (const event of events) {
      if (event.builder !== 'buildx' || event.reached === false || event.pushes === false || event.builds === false)
        continue;
      const metadata = event.job.steps.find(
        (one) => isSameName(one.step.id?.value, id) && one.parent === event.step.parent && isMetadata(one),
      );
      if (metadata === undefined) continue;
      const result = metadataResult(metadata);
      if (result?.tags === undefined) {
        undecided('the tags are not known');
        continue;
      }
      if (result.tags.length > 0 || !isEmpty(event)) continue;
      if (event.reached !== true || metadata.reached !== true || event.pushes !== true) {
        undecided('whether the image is pushed then is not known');
        continue;
      }
      faults.push({ event, metadata });
    }
    const [first] = faults;
    const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'tags')?.field;
    if (first === undefined || field === undefined) return;
    const list = inputField(first.metadata, 'tags');
    const fix = fixOf(faults.map(({ metadata }) => metadata));
    report({
      at: textSpan(field),
      message: `no tag is made on ${startsText(faults.map(({ event }) => event.job.instance.scenario.says))}: no entry of \`${id}\` applies then, and the push fails`,
      confidence: 'certain',
      scenarios: faults.map(({ event }) => event.job.instance.scenarioId),
      related: [
        { at: list === undefined ? textSpan(field) : textSpan(list), message: 'none of these entries applies' },
      ],
      ...(fix === undefined ? {} : { fix }),
    });
  },
});

/** Whether `tags` and the exporters give no name at all. */
function isEmpty({ step, references }: BuildEvent): boolean {
  const { value } = inputOperand(step, 'tags') ?? {};
  return (
    references !== undefined && references.length === 0 && value?.kind === 'known' && `${value.value}`.trim() === ''
  );
}

/** The entries that the action has by default for such refs. */
function fixOf(steps: readonly StepInstance[]): ReportedFix | undefined {
  const entries = new Set(steps.map(entryFor));
  const [first] = steps;
  const lines = [...entries].filter((entry) => entry !== undefined);
  if (first === undefined || lines.length < entries.size) return undefined;
  return {
    title: `Add ${lines.map((line) => `\`${line}\``).join(' and ')}`,
    edit: (editor) => {
      for (const line of lines) {
        const refusal = editor.appendInputLine(first.step, 'tags', line);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    },
  };
}

function entryFor({ job }: StepInstance): string | undefined {
  const { id } = job.instance.scenario;
  if (id.startsWith('pull_request')) return 'type=ref,event=pr';
  return id === 'push:default-branch' || id === 'push:branch' || id === 'schedule'
    ? 'type=ref,event=branch'
    : undefined;
}
