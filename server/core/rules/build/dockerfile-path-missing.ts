import type { BuildEvent } from '../../event/event';
import { dockerfileOfBuild, sureBuildsOfLegs } from '../../image/dockerfile-of-build';
import { possibleMaker } from '../../image/possible-maker';
import { rule } from '../../lint/rule';
import { type SettledDetection, settledDetection } from '../../run/settled-detection';
import type { SourceFile } from '../../text/source-file';
import type { Field } from '../../workflow/model';

/**
 * A Dockerfile that is not in the repository and that nothing makes ends the build: `failed to read dockerfile: open Dockerfile: no such file
 * or directory` (docker/build-push-action TROUBLESHOOTING.md; F-040).
 */
export const dockerfilePathMissing = rule({
  id: 'dockerfile-path-missing',
  summary: 'Dockerfile is not in the repository',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: ['F-040'],
  check(site, { analysis, report, undecided }) {
    const { events, span } = site;
    const detection = detectionOf(events);
    if (detection !== undefined && fileOf(events, detection.condition) === analysis.file)
      report({
        at: detection.condition.span,
        message: `\`${detection.path}\` is in this repository, so \`${detection.output}\` is always \`${detection.value}\`: this condition decides nothing and can go`,
        severity: 'info',
        confidence: 'likely',
        scenarios: events.map(({ job }) => job.instance.scenarioId),
      });
    for (const event of events.flatMap(sureBuildsOfLegs)) {
      if (event.reached === false || event.builds === false) continue;
      const found = dockerfileOfBuild(event);
      if ('dockerfile' in found) continue;
      if ('reason' in found) {
        undecided(found.reason);
        continue;
      }
      const maker = found.absent.map((path) => makerOf(event, path)).find((reason) => reason !== undefined);
      if (maker !== undefined || event.reached !== true) {
        undecided(maker ?? 'whether the build runs is not known');
        continue;
      }
      report({
        at: event.file?.span ?? event.context?.span ?? span,
        message: `there is ${found.absent.length > 1 ? 'none of' : 'no'} \`${found.absent.join('`, `')}\` in this repository, and no step before makes one, so the build cannot start`,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
      });
    }
  },
});

/** Why the file may be there all the same. */
function makerOf(event: BuildEvent, path: string): string | undefined {
  return event.file === undefined && (event.builder === 'buildah' || event.builder === 'podman')
    ? 'it may read a Containerfile'
    : possibleMaker(event, path);
}

/** The condition on a file's presence that every start answers alike. */
function detectionOf(events: readonly BuildEvent[]): SettledDetection | undefined {
  const detections = events.map(({ reached, step }) => (reached === true ? settledDetection(step) : undefined));
  return detections.every((detection) => detection !== undefined) ? detections[0] : undefined;
}

function fileOf(events: readonly BuildEvent[], condition: Field): SourceFile | undefined {
  const owner = events.find(({ step }) => step.step.condition === condition);
  return owner === undefined ? events[0]?.job.job.workflow.file : owner.step.step.owner.file;
}
