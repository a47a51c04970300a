import { hasContainerdStore } from '../../image/containerd-store';
import type { BuildEvent } from '../../image/event';
import { eventsOf } from '../../image/events-of';
import { before, opaqueFor } from '../../image/in-job';
import { listOptions } from '../../image/operand';
import { hosted } from '../../image/runner';
import { runsBuildx } from '../../image/runs-buildx';
import { type ReportedFix, rule } from '../../lint/rule';
import { setUpBuildx } from '../../remedy/set-up';
import type { Span } from '../../text/span';
import { parts } from '../../value/text';
import type { Step } from '../../workflow/model';

/**
 * The engine's own builder (driver `docker`) exports no cache, builds one platform and attaches no attestations: `Cache export is not
 * supported for the docker driver`, `Multi-platform build is not supported …`, `Attestation is not supported …` (buildx src; F-017-019).
 */
export const dockerDriverUnsupportedFeature = rule({
  id: 'docker-driver-unsupported-feature',
  summary: 'Build needs a container builder, and nothing sets one up',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'build',
  failures: ['F-017', 'F-018', 'F-019'],
  check({ events, step }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false || event.builds !== true || !runsBuildx(event)) continue;
      const needs = needsContainer(event);
      if (needs === undefined) continue;
      const builder = builderBefore(event);
      if (builder === true) continue;
      if (builder !== false) {
        undecided(builder);
        continue;
      }
      const onHosted = hosted(event.job) === true;
      report({
        at: needs.at,
        message: `${needs.what} needs a container builder, but this job never sets one up (docker/setup-buildx-action), so the build fails`,
        severity: onHosted ? 'error' : 'warning',
        confidence: onHosted && event.reached === true ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(event.step.parent === undefined ? { fix: fixFor(event, step) } : {}),
      });
    }
  },
});

/** Where Buildx is set up before, though not on this start, its condition goes. */
function fixFor(event: BuildEvent, step: Step): ReportedFix {
  const skipped = eventsOf(event.job).find(
    (other) =>
      other.kind === 'setup' &&
      other.what === 'buildx' &&
      other.reached === false &&
      other.order < event.order &&
      other.step.step.owner === step.owner &&
      other.step.step.uses !== undefined,
  )?.step.step;
  return skipped === undefined
    ? { title: 'Set up Buildx before the build', edit: (editor) => setUpBuildx(editor, step) }
    : {
        title: 'Set up Buildx on every start',
        safety: 'review',
        edit: (editor) => editor.removeStepKey(skipped, 'if'),
      };
}

interface Need {
  readonly what: string;
  readonly at: Span;
}

function needsContainer(event: BuildEvent): Need | undefined {
  const { cacheTo, platforms, sbomInput, provenanceInput, provenance, sbom } = event;
  if (cacheTo !== undefined) {
    const lists = listOptions(cacheTo.value, /\n/);
    const exporting =
      lists?.every((list) =>
        list.some((line) =>
          parts(line).some((part) => typeof part === 'string' && /type=(gha|registry|local|s3|azblob)/.test(part)),
        ),
      ) === true;
    if (exporting) return { what: 'exporting the cache', at: cacheTo.span };
  }
  if (platforms !== undefined && severalPlatforms(event))
    return { what: 'building several platforms', at: platforms.span };
  if (sbom === true && sbomInput !== undefined) return { what: 'attaching an SBOM', at: sbomInput.span };
  if (provenance === 'explicit' && provenanceInput !== undefined)
    return { what: 'attaching provenance', at: provenanceInput.span };
  return undefined;
}

function severalPlatforms(event: BuildEvent): boolean {
  const lists = event.platforms === undefined ? undefined : listOptions(event.platforms.value, /[,\n]/);
  return lists !== undefined && lists.length > 0 && lists.every((list) => list.length > 1);
}

/** Whether a builder that can do it is there: true, false, or why that is not known. */
function builderBefore(event: BuildEvent): true | false | string {
  const setups = before(event, 'setup');
  for (const setup of setups) {
    if (hasContainerdStore(setup) === true) return true;
    if (setup.what === 'docker' || setup.what === 'depot') return 'another set-up may have changed the engine';
    if (setup.what !== 'buildx') continue;
    if (setup.reached !== true) return 'whether Buildx is set up is not known';
    const driver = setup.driver?.value;
    if (driver === undefined ? setup.command !== undefined : driver.kind === 'known' && driver.value === 'docker')
      continue;
    return true;
  }
  if (
    event.step.input('builder') !== undefined &&
    event.command === undefined &&
    event.step.step.uses?.with.fields.some(({ name }) => name === 'builder') === true
  )
    return 'the step names a builder of its own';
  if (
    event.step.step.run?.field.text.includes('buildx create') === true ||
    event.job.steps.some((one) => /buildx (create|use)|containerd-snapshotter/.test(one.step.run?.field.text ?? ''))
  )
    return 'a script makes a builder';
  const opaque = opaqueFor(before(event, 'opaque'), 'build');
  return opaque === undefined ? false : `\`${opaque.tool}\` may set up a builder`;
}
