import type { BuildEvent } from '../../event/event';
import { type ReportedFix, rule } from '../../lint/rule';
import { isMetadata } from '../../run/metadata-scenarios';
import { writtenInput } from '../../run/operand';
import type { StepInstance } from '../../run/run';
import type { ResolvedWord } from '../../shell/walk';
import type { Step } from '../../workflow/model';

/**
 * BuildKit pushes to the names an image is given, by `tags` or by `name=` of an exporter; with neither it stops with
 * `ERROR: tag is needed when pushing to registry` (docker/buildx `build/opt.go`; F-023).
 */
export const pushWithoutTags = rule({
  id: 'push-without-tags',
  summary: 'Image is to be pushed and has no name',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: ['F-023'],
  check({ events, step, span, tool }, { report, undecided }) {
    for (const event of events) {
      // Other builders have names of their own for what they push, or take them from files.
      const bake = event.builder === 'bake' && event.exporters === undefined;
      if (event.builder !== 'buildx' && !bake) continue;
      if (event.reached === false || event.pushes === false || event.builds === false) continue;
      if (event.tags !== undefined && event.tags !== event.exporters) continue;
      // Tags that are written and come out empty are another matter (tags-empty-for-event).
      if ((writtenInput(step, 'tags') ?? '') !== '') continue;
      if (event.references === undefined || event.command?.words.some(mayBeSeveral) === true) {
        undecided('which names it is given is not known');
        continue;
      }
      if (event.references.length > 0) continue;
      if (event.pushes !== true || event.exporters?.value.kind === 'unknown') {
        undecided('whether it pushes is not known');
        continue;
      }
      const fix = event.command === undefined && !bake ? fromMetadata(event, step) : undefined;
      report({
        at: event.push?.given === true ? event.push.span : span,
        message: `\`${tool}\` is to push, but ${bake ? 'a target of its bake file has no `tags` that say' : 'neither `tags` nor `name=` in `outputs` says'} where, so it fails with \`tag is needed when pushing\``,
        confidence: event.reached === true ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** An unquoted expansion of something that only the run knows may hold `-t` and a name. */
function mayBeSeveral({ word, value, splits }: ResolvedWord): boolean {
  return splits || (value.kind !== 'known' && word.parts.some((part) => part.kind !== 'literal' && !part.quoted));
}

/** Where exactly one step before it makes tags, those are meant. What is pushed by digest takes the name alone. */
function fromMetadata(event: BuildEvent, step: Step): ReportedFix | undefined {
  const earlier = event.job.steps.filter(
    (one) => one.order < event.step.order && one.parent === event.step.parent && one.reached !== false,
  );
  const [metadata, ...others] = earlier.filter(isMetadata);
  if (metadata === undefined || others.length > 0 || event.pushByDigest === 'unknown') return undefined;
  if (event.pushByDigest) return nameOfMetadata(metadata, step);
  return {
    title: 'Push under the tags of docker/metadata-action',
    edit: (editor) => {
      const id = editor.ensureId(metadata.step, 'meta');
      return typeof id === 'string' ? editor.setInput(step, 'tags', `\${{ steps.${id}.outputs.tags }}`) : id;
    },
  };
}

/** One name that needs no lower case, which docker/metadata-action would write. */
function nameOfMetadata(metadata: StepInstance, step: Step): ReportedFix | undefined {
  const name = writtenInput(metadata.step, 'images');
  const outputs = writtenInput(step, 'outputs');
  if (name === undefined || /[,=\n]|github\.(repository|actor|event)/.test(name)) return undefined;
  if (outputs === undefined || !IMAGE.test(outputs)) return undefined;
  return {
    title: 'Push under the name of docker/metadata-action',
    edit: (editor) =>
      editor.setInput(
        step,
        'outputs',
        outputs.replace(IMAGE, () => `type=image,name=${name}`),
      ),
  };
}

const IMAGE = /\btype=image(?=,|$)/;
