import type { BuildEvent } from '../../event/event';
import { containerBuilder } from '../../image/container-builder';
import { eventsAround } from '../../image/events-around';
import { type ManifestCommand, manifestCommands, namesBuild } from '../../image/manifest-create';
import { type ReportedFix, rule } from '../../lint/rule';
import type { StepInstance } from '../../run/run';
import { wordText } from '../../shell/word-text';
import { alternatives, parts, show } from '../../value/text';
import { spanIn } from '../../workflow/field';
import type { Field, Step } from '../../workflow/model';

/**
 * Buildx attaches provenance unless told not to, which makes every push an index, and `docker manifest create` takes none:
 * `… is a manifest list` (docker/buildx#1509; F-030). `docker buildx imagetools create` does, and keeps the attestations.
 */
export const manifestCreateOnIndex = rule({
  id: 'manifest-create-on-index',
  summary: '`docker manifest create` is given images that are indexes already',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-030'],
  check({ step, instances }, { analysis, report, undecided }) {
    const { run } = step;
    if (run?.field.text.includes('manifest create') !== true) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const builds = eventsAround(analysis.runs, instance.job, 'build');
      for (const create of manifestCommands(instance, 'create')) {
        const { command } = create;
        if (command.reached === false) continue;
        const sources = create.arguments.slice(1);
        const found = sources.flatMap((word) => {
          const build = builds.find(
            (event) => event.reached !== false && event.pushes !== false && namesBuild(word, event),
          );
          return build === undefined ? [] : [{ word, build }];
        });
        const index = found.find(({ build }) => isIndex(build) !== undefined);
        if (index === undefined) {
          if (found.length < sources.length) undecided('how the images were built is not known');
          continue;
        }
        const certain = index.build.pushes === true && index.build.reached !== 'unknown' && command.reached === true;
        const fix = imagetools(step, run.field, create, instance);
        report({
          at: spanIn(run.field, command.command.span),
          message: `\`docker manifest create\` takes no index, and ${show(index.word.value)} is one ${isIndex(index.build)}, so this fails with \`is a manifest list\``,
          severity: certain ? 'error' : 'warning',
          confidence: certain ? 'certain' : 'likely',
          related:
            index.build.step.step.owner === step.owner
              ? [{ at: index.build.provenanceInput?.span ?? index.build.span, message: 'pushed as an index here' }]
              : [],
          scenarios: [instance.job.instance.scenarioId],
          ...(fix === undefined ? {} : { fix }),
        });
      }
    }
  },
});

/** Why what a build pushes is an index; undefined where it is not, or where nobody knows. */
function isIndex(build: BuildEvent): string | undefined {
  const several = (build.platforms === undefined ? [] : (alternatives(build.platforms.value) ?? [])).some((option) =>
    parts(option).some((part) => typeof part === 'string' && /[^,\s]+[,\n][^,\s]+/.test(part)),
  );
  if (several) return 'of several platforms';
  if (build.builder !== 'buildx') return undefined;
  // The engine's own builder attaches nothing by default.
  if (containerBuilder(build) !== true) return undefined;
  return build.provenance === 'default' || build.provenance === 'explicit' || build.sbom === true
    ? 'because of its attestations'
    : undefined;
}

/** The script with `imagetools create`, which pushes at once, so `docker manifest push` goes. Undefined where that is not plain. */
function imagetools(
  step: Step,
  field: Field,
  { words, arguments: named }: ManifestCommand,
  instance: StepInstance,
): ReportedFix | undefined {
  const [program, , create, ...rest] = words;
  const [target] = named;
  if (program === undefined || create === undefined || target === undefined || /manifest annotate/.test(field.text))
    return undefined;
  const [push, ...others] = manifestCommands(instance, 'push');
  const line = push === undefined ? undefined : wholeLine(field.text, push.command.command.span);
  if (push === undefined || line === undefined || others.length > 0) return undefined;
  if (push.arguments[0] === undefined || show(push.arguments[0].value) !== show(target.value)) return undefined;
  const cuts = [
    {
      range: { start: program.word.span.start, end: create.word.span.end },
      text: 'docker buildx imagetools create -t',
    },
    ...rest
      .filter((word) => wordText(word)?.startsWith('-') === true)
      .map(({ word }) => ({
        range: {
          start: word.span.start,
          end: word.span.end + (/^[ \t]+/.exec(field.text.slice(word.span.end))?.[0].length ?? 0),
        },
        text: '',
      })),
    { range: line, text: '' },
  ];
  return {
    title: 'Make the index with `docker buildx imagetools create`',
    edit: (editor) => editor.replaceAllIn(step.owner, field, cuts),
  };
}

/** The line a command has to itself, with the line break before it. */
function wholeLine(
  text: string,
  span: { readonly start: number; readonly end: number },
): { readonly start: number; readonly end: number } | undefined {
  const from = text.lastIndexOf('\n', span.start - 1);
  const to = text.indexOf('\n', span.end);
  const end = to < 0 ? text.length : to;
  if (from < 0 || text.slice(from + 1, span.start).trim() !== '' || text.slice(span.end, end).trim() !== '')
    return undefined;
  return { start: from, end };
}
