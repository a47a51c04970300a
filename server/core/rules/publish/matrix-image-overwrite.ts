import type { BuildEvent } from '../../event/event';
import { hasSameTagsInLegs } from '../../image/leg-tags';
import { publishes } from '../../image/published';
import { rule } from '../../lint/rule';
import { variesByLeg } from '../../run/varies-by-leg';
import { holes } from '../../value/text';

/**
 * Each leg of a matrix builds an image of its own and pushes it under the same tag, and the tag ends up naming the last one only: what
 * `matrix-platform-tag-overwrite` says of platforms (F-029) holds for all that is built. Legs run side by side in no order
 * (docs.github.com, "Running variations of jobs in a workflow").
 */
export const matrixImageOverwrite = rule({
  id: 'matrix-image-overwrite',
  summary: 'Matrix legs push different images under the same tag',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: ['F-029'],
  check({ events }, { report, undecided }) {
    for (const event of events) {
      const { tags, job } = event;
      if (event.reached === false || event.pushes === false || (job.matrix?.several ?? false) === false) continue;
      const [axis] = decidingAxes(event);
      if (axis === undefined || tags === undefined || !publishes(event)) continue;
      const same = hasSameTagsInLegs(event);
      if (same === false) continue;
      if (same === 'unknown' || event.reached !== true || event.pushes !== true) {
        undecided('whether all legs push, and under the same tags, is not known');
        continue;
      }
      report({
        at: tags.span,
        message: `every leg of the matrix builds another image (\`matrix.${axis}\` decides) and pushes it under the same tag, so only the last one to finish stays`,
        confidence: job.matrix?.several === true ? 'certain' : 'likely',
        related:
          job.job.matrix === undefined
            ? []
            : [{ at: job.job.matrix.entry.key.span, message: 'one leg for each of its values' }],
        scenarios: [job.instance.scenarioId],
      });
    }
  },
});

/** What of the matrix decides which files an image is made of, or what its Dockerfile is told. */
function decidingAxes({ context, file, target, buildArguments, job }: BuildEvent): readonly string[] {
  const keys = [context, file, target, buildArguments].flatMap((operand) =>
    operand === undefined ? [] : holes(operand.value).map(({ key }) => key),
  );
  const paths = keys.flatMap((key) => /matrix\.([\w.-]+)$/.exec(key)?.[1] ?? []);
  return [...new Set(paths)].filter((path) => variesByLeg(job, path));
}
