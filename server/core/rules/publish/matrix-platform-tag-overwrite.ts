import type { BuildEvent } from '../../event/event';
import { hasSameTagsInLegs, onMatrix } from '../../image/leg-tags';
import { rule } from '../../lint/rule';
import { architecturesOf } from '../../run/runner';

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
      const { platforms, tags, job } = event;
      const several = job.matrix?.several ?? false;
      if (event.reached === false || event.pushes === false || several === false || !isOfLeg(event)) continue;
      const same = hasSameTagsInLegs(event);
      if (same === false) continue;
      if (same === 'unknown' || tags === undefined) {
        undecided('whether the tags are the same in all legs is not known');
        continue;
      }
      if (event.pushes === 'unknown') {
        undecided('whether it pushes is not known');
        continue;
      }
      report({
        at: (platforms ?? tags).span,
        message:
          'every leg of the matrix builds another platform and pushes it under the same tag, so only the last one to finish stays',
        severity: several === true ? 'error' : 'warning',
        confidence: several === true && event.reached === true ? 'certain' : 'likely',
        related: [
          ...(platforms === undefined ? [] : [{ at: tags.span, message: 'the same tags in every leg' }]),
          ...(job.job.matrix === undefined
            ? []
            : [{ at: job.job.matrix.entry.key.span, message: 'one leg per platform' }]),
        ],
        scenarios: [job.instance.scenarioId],
      });
    }
  },
});

/** Whether the leg decides on the platform: by its input, or by a runner of another architecture that builds for its own. */
function isOfLeg({ platforms, job }: BuildEvent): boolean {
  return platforms === undefined ? (architecturesOf(job)?.length ?? 0) > 1 : onMatrix(platforms);
}
