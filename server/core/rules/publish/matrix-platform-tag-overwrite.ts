import type { BuildEvent } from '../../event/event';
import { rule } from '../../lint/rule';
import type { Operand } from '../../run/operand';
import { holes } from '../../value/text';

/**
 * Each leg of a matrix pushes an image of its own platform under the same tag, and the tag ends up naming the last one only
 * (docker/build-push-action#1051, #671; F-029).
 */
export const matrixPlatformTagOverwrite = rule({
  id: 'matrix-platform-tag-overwrite',
  summary: 'Matrix legs push different platforms under the same tag',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: ['F-029'],
  check({ events }, { report, undecided }) {
    for (const event of events) {
      const { platforms, tags } = event;
      const several = event.job.matrix?.several ?? false;
      if (
        event.reached === false ||
        event.pushes === false ||
        several === false ||
        platforms === undefined ||
        !onMatrix(platforms)
      )
        continue;
      if (
        event.pushByDigest !== false ||
        event.references === undefined ||
        tags === undefined ||
        event.references.length === 0
      ) {
        undecided('the tags of the legs are not known');
        continue;
      }
      if (onMatrix(tags) || tags.value.kind === 'unknown') continue;
      if (worksOutInLeg(event)) {
        undecided('the tags are worked out in each leg');
        continue;
      }
      if (event.pushes === 'unknown') {
        undecided('whether it pushes is not known');
        continue;
      }
      report({
        at: platforms.span,
        message:
          'every leg of the matrix builds another platform and pushes it under the same tag, so only the last one to finish stays',
        severity: several === true ? 'error' : 'warning',
        confidence: several === true && event.reached === true ? 'certain' : 'likely',
        related: [
          { at: tags.span, message: 'the same tags in every leg' },
          ...(event.job.job.matrix === undefined
            ? []
            : [{ at: event.job.job.matrix.entry.key.span, message: 'one leg per platform' }]),
        ],
        scenarios: [event.job.instance.scenarioId],
      });
    }
  },
});

/** Whether the tags hold what a step or script of the same job works out and nobody can read, which may be another in every leg. */
function worksOutInLeg({ tags, job }: BuildEvent): boolean {
  return (
    tags !== undefined &&
    holes(tags.value).some(
      ({ origin, shown }) =>
        shown.startsWith('$') || (origin !== undefined && job.steps.some(({ key }) => key === origin.step)),
    )
  );
}

/** Whether a value depends on the matrix leg: its holes say so, and alternatives come from nowhere else. */
function onMatrix({ value }: Operand): boolean {
  return value.kind === 'oneOf' || holes(value).some(({ key }) => key.includes('matrix.'));
}
