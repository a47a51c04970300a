import type { BuildEvent, ImageEvent } from '../../event/event';
import { after, before } from '../../image/in-job';
import { sameImage } from '../../image/same-image';
import { rule } from '../../lint/rule';

/**
 * A container builder keeps the result to itself unless it is pushed, loaded or exported (buildx: "No output specified with
 * docker-container driver"; F-022). A later command that uses the image then finds none.
 */
export const buildOutputDiscarded = rule({
  id: 'build-output-discarded',
  summary: 'Built image stays inside the builder, and a later command uses it',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: ['F-022'],
  check({ events, step, span }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false || event.outputs !== false || event.builds !== true || event.builder !== 'buildx')
        continue;
      const builder = containerBuilder(event);
      if (builder === undefined) {
        undecided('which builder is used is not known');
        continue;
      }
      const user = userOf(event);
      if (user === undefined) continue;
      report({
        at: span,
        message: `\`${event.tool}\` neither pushes nor loads, so the image stays in the builder; \`${user.tool}\` later in this job does not find it`,
        confidence: 'likely',
        related: [
          { at: builder.span, message: 'this builder keeps its results to itself' },
          { at: user.span, message: 'the image is used here' },
        ].filter(() => builder.step.step.owner === step.owner),
        scenarios: [event.job.instance.scenarioId],
        ...(step.uses === undefined
          ? {}
          : {
              fix: {
                title: 'Load the image into the Docker engine',
                edit: (editor) => editor.setInput(step, 'load', 'true'),
              },
            }),
      });
    }
  },
});

function containerBuilder(event: BuildEvent): ImageEvent | undefined {
  return before(event, 'setup').find(
    (setup) =>
      setup.what === 'buildx' &&
      setup.reached === true &&
      setup.driver?.value.kind === 'known' &&
      setup.driver.value.value === 'docker-container',
  );
}

/** A push or scan behind it that can only mean this image, with nothing in between that might have made it. */
function userOf(event: BuildEvent): ImageEvent | undefined {
  const later = after(event);
  if (
    later.some(
      (other) =>
        (other.kind === 'build' && other !== event && sameImage(event, { references: other.references }) !== false) ||
        (other.kind === 'opaque' && other.may.has('build')),
    )
  )
    return undefined;
  return later.find(
    (other) =>
      ((other.kind === 'push' && other.how === 'push') || other.kind === 'scan') &&
      other.reached === true &&
      other.references?.some((reference) =>
        event.known.some((own) => JSON.stringify(own.value) === JSON.stringify(reference.value)),
      ) === true,
  );
}
