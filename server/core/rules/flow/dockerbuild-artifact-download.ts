import type { ArtifactEvent, BuildEvent } from '../../event/event';
import { eventsAround } from '../../image/events-around';
import { needs } from '../../image/order';
import { rule } from '../../lint/rule';
import { givenOperand } from '../../run/operand';
import { datumText } from '../../value/value';

/**
 * Docker's build actions upload a record of each build as an artifact, `*.dockerbuild`; a download of all artifacts takes them along and has
 * failed on them (docker/build-push-action README, since v6; F-053).
 */
export const dockerbuildArtifactDownload = rule({
  id: 'dockerbuild-artifact-download',
  summary: 'Download of all artifacts takes build records along',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'no',
  each: 'artifact',
  failures: ['F-053'],
  check({ events, span, tool }, { analysis, report, undecided }) {
    if (tool !== 'actions/download-artifact') return;
    for (const event of events) {
      if (event.direction !== 'download' || event.reached === false || takesSome(event)) continue;
      const recording = eventsAround(analysis.runs, event.job, 'build').filter(
        (build) => build.reached !== false && needs(event.job, build.job) && records(build),
      );
      const [build] = recording;
      if (build === undefined) continue;
      if (event.reached !== true || recording.every(({ reached }) => reached !== true)) {
        undecided('whether a build leaves a record is not known');
        continue;
      }
      report({
        at: span,
        message: `without a name or pattern this also downloads the record that \`${build.tool}\` leaves of each build (\`*.dockerbuild\`)`,
        confidence: 'likely',
        ...(build.step.step.owner.file === analysis.file
          ? { related: [{ at: build.span, message: 'leaves a record' }] }
          : {}),
        scenarios: [event.job.instance.scenarioId],
      });
    }
  },
});

/** Artifacts by name, by pattern or of another run. */
function takesSome({ name, pattern, step }: ArtifactEvent): boolean {
  return (
    name !== undefined ||
    pattern !== undefined ||
    ['artifact-ids', 'run-id', 'repository'].some((input) => givenOperand(step, input) !== undefined)
  );
}

/** Versions that upload records, unless the environment says otherwise. */
function records({ step, tool }: BuildEvent): boolean {
  const { action } = step;
  if (action.kind !== 'catalogued' || action.major === undefined) return false;
  const since = tool === 'docker/build-push-action' ? 6 : tool === 'docker/bake-action' ? 5 : undefined;
  if (since === undefined || action.major < since) return false;
  return ['DOCKER_BUILD_SUMMARY', 'DOCKER_BUILD_RECORD_UPLOAD'].every((name) => {
    const value = step.variable(name);
    return value === undefined || (value.kind === 'known' && datumText(value.value) === 'true');
  });
}
