import type { BuildEvent } from '../event/event';
import type { StepInstance } from '../run/run';
import { nobodySets } from '../run/unset-variable';
import type { Command } from '../shell/script';
import { wordText } from '../shell/word-text';
import type { Span } from '../text/span';
import { knownText } from '../value/value';
import { spanIn } from '../workflow/field';
import { hasContainerdStore } from './containerd-store';
import { before, opaqueFor } from './in-job';

/**
 * Whether a builder is set up before a build with Buildx that exports caches, builds several platforms and attaches attestations: true, false,
 * or why that is not known. The engine's own builder (driver `docker`) does none of it, unless its images are in the containerd store (buildx,
 * build/opt.go, driver/docker/driver.go).
 */
export function containerBuilder(event: BuildEvent): true | false | string {
  const setups = before(event, 'setup');
  for (const setup of setups) {
    if (hasContainerdStore(setup) === true) return true;
    if (setup.what === 'docker' || setup.what === 'depot') return 'another set-up may have changed the engine';
    if (setup.what !== 'buildx') continue;
    if (setup.reached !== true) return 'whether Buildx is set up is not known';
    const { command } = setup;
    // One that is only made is not taken.
    if (command !== undefined && !command.words.some((word) => wordText(word) === '--use')) continue;
    if (knownText(setup.driver?.value) !== 'docker') return true;
  }
  if (
    event.step.input('builder') !== undefined &&
    event.command === undefined &&
    event.step.step.uses?.with.fields.some(({ name }) => name === 'builder') === true
  )
    return 'the step names a builder of its own';
  if (
    idleBuilder(event) === undefined &&
    event.job.steps.some((one) => /buildx (create|use)|containerd-snapshotter/.test(one.step.run?.field.text ?? ''))
  )
    return 'a script makes a builder';
  const opaque = opaqueFor(before(event, 'opaque'), 'build');
  return opaque === undefined ? false : `\`${opaque.tool}\` may set up a builder`;
}

/**
 * A builder that a command of the job makes, where nothing takes it: Buildx builds with the engine's own one until `--use`, `buildx use`,
 * `--builder` or `BUILDX_BUILDER` names another (docs.docker.com, "Builders", "Selected builder").
 */
export function idleBuilder({
  job,
  step,
}: BuildEvent): { readonly step: StepInstance; readonly command: Command; readonly span: Span } | undefined {
  if (
    step.variable('BUILDX_BUILDER') !== undefined ||
    !nobodySets(job.steps, job.steps.indexOf(step), 'BUILDX_BUILDER')
  )
    return undefined;
  if (job.steps.some((one) => TAKES.test(one.step.run?.field.text ?? ''))) return undefined;
  for (const one of job.steps) {
    const run = one.step.run;
    const made = one.script?.commands.find(({ words }) =>
      ['docker', 'buildx', 'create'].every((word, at) => wordText(words[at]) === word),
    );
    if (run === undefined || made === undefined) continue;
    return made.words.every((word) => wordText(word) !== undefined)
      ? { step: one, command: made.command, span: spanIn(run.field, made.command.span) }
      : undefined;
  }
  return undefined;
}

const TAKES = /--use\b|\bbuildx\s+(use|install)\b|--builder\b|BUILDX_BUILDER|containerd-snapshotter|\bcontext\b/;
