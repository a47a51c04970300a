import type { BuildEvent } from '../../event/event';
import { eventsOf } from '../../event/events-of';
import { containerBuilder, idleBuilder } from '../../image/container-builder';
import { runsBuildx } from '../../image/runs-buildx';
import { type ReportedFix, rule } from '../../lint/rule';
import { engineBuilder, setUpBuildx } from '../../remedy/set-up';
import { givenOperand, listOptions } from '../../run/operand';
import type { StepInstance } from '../../run/run';
import { hosted } from '../../run/runner';
import type { Command } from '../../shell/script';
import { wordText } from '../../shell/word-text';
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
    // One builder serves all targets of a bake.
    const said = new Set<StepInstance>();
    for (const event of events) {
      if (event.reached === false || event.builds !== true || said.has(event.step)) continue;
      const plain = event.tool === 'docker build';
      if (!plain && !runsBuildx(event)) continue;
      const needs = needsContainer(event);
      if (needs === undefined) continue;
      const builder = (plain ? otherBuilder(event) : undefined) ?? containerBuilder(event);
      if (builder === true && !plain) continue;
      if (typeof builder === 'string') {
        undecided(builder);
        continue;
      }
      const onHosted = hosted(event.job) === true;
      const idle = idleBuilder(event);
      const engine = plain ? undefined : engineBuilder(event);
      const found = builder
        ? {
            message: `${needs.what} needs a container builder, and \`docker build\` takes the engine’s own one even where another is set up`,
            fix: event.pushes === true ? takeBuildx(event, step) : undefined,
          }
        : idle !== undefined && !plain
          ? {
              message: `${needs.what} needs a container builder, and the one that \`docker buildx create\` makes is never taken (\`--use\`), so the build fails`,
              fix: useBuilder(idle, step),
              related: [{ at: idle.span, message: 'made here' }],
            }
          : engine !== undefined
            ? {
                message: `${needs.what} needs a container builder, and \`driver: docker\` takes the engine’s own one, so the build fails`,
                fix: otherDriver(engine.step.step, step),
                related: [{ at: engine.driver?.span ?? engine.span, message: 'set up here' }],
              }
            : {
                message: `${needs.what} needs a container builder, but this job never sets one up (docker/setup-buildx-action), so the build fails`,
                fix: plain || event.step.parent !== undefined ? undefined : fixFor(event, step),
              };
      const { fix, ...words } = found;
      if (event.part !== undefined) said.add(event.step);
      report({
        at: needs.at,
        severity: onHosted && !builder ? 'error' : 'warning',
        confidence: onHosted && !builder && event.reached === true ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...words,
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** Without the input the action makes a container builder, which leaves no image in the engine; so it needs a look. */
function otherDriver(setup: Step, step: Step): ReportedFix | undefined {
  return setup.owner === step.owner && setup.uses !== undefined
    ? {
        title: 'Set up a container builder',
        safety: 'review',
        edit: (editor) => editor.removeInput(setup, 'driver'),
      }
    : undefined;
}

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

function useBuilder(
  idle: { readonly step: StepInstance; readonly command: Command },
  step: Step,
): ReportedFix | undefined {
  const { run, owner } = idle.step.step;
  const word = idle.command.words[2];
  return run === undefined || word === undefined || owner !== step.owner
    ? undefined
    : {
        title: 'Take the builder that is made',
        safety: 'review',
        edit: (editor) => editor.replaceIn(owner, run.field, { start: word.span.end, end: word.span.end }, ' --use'),
      };
}

/**
 * Why `docker build` may take another builder than the engine's own: it does where one is named, or Buildx is installed as the builder
 * (docs.docker.com, "Builders", "Difference between docker build and docker buildx build"; docker/cli#3676).
 */
function otherBuilder({ step, job, command }: BuildEvent): string | undefined {
  if (command?.words.some((word) => wordText(word)?.startsWith('--builder') ?? word.splits) === true)
    return 'the command may name a builder of its own';
  if (step.variable('BUILDX_BUILDER') !== undefined || step.variable('DOCKER_BUILDKIT') !== undefined)
    return 'the environment may name another builder';
  const installed = job.steps.some(
    (one) =>
      /buildx\s+install|BUILDX_BUILDER/.test(one.step.run?.field.text ?? '') ||
      givenOperand(one, 'install') !== undefined,
  );
  return installed ? 'Buildx may be installed as the builder' : undefined;
}

function takeBuildx({ command }: BuildEvent, step: Step): ReportedFix | undefined {
  const words = command?.command.words ?? [];
  const at = words.findIndex(({ parts: [part] }) => part?.kind === 'literal' && part.text === 'docker');
  const word = words[at];
  const { run } = step;
  return run === undefined || word === undefined
    ? undefined
    : {
        title: 'Build with `docker buildx build`',
        safety: 'review',
        edit: (editor) =>
          editor.replaceIn(step.owner, run.field, { start: word.span.end, end: word.span.end }, ' buildx'),
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
