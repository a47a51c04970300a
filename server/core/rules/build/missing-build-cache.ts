import type { BuildEvent } from '../../event/event';
import { before } from '../../image/in-job';
import { oldCacheClient } from '../../image/old-cache-client';
import { sameSource } from '../../image/same-image';
import { rule } from '../../lint/rule';
import { cacheScope } from '../../remedy/cache-scope';
import type { Editor } from '../../remedy/editor';
import { ensureBuildx, hasBuildx } from '../../remedy/set-up';
import { type Operand, writtenInput } from '../../run/operand';
import { hosted } from '../../run/runner';
import type { Refusal } from '../../text/edit';
import { datumText, knownText } from '../../value/value';
import type { Step } from '../../workflow/model';
import { stepSource } from '../../workflow/step-source';

/** A hosted runner starts empty, so without an exported cache every layer is built again (docs.docker.com "Cache management with GitHub Actions"). */
export const missingBuildCache = rule({
  id: 'missing-build-cache',
  summary: 'Build on a fresh runner uses no layer cache',
  severity: 'hint',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: ['F-033'],
  check({ events, step, span, tool }, { analysis, report, undecided }) {
    const relevant = events.filter((event) => event.reached !== false && event.builds !== false);
    const [first] = relevant;
    if (first === undefined || first.builder !== 'buildx' || writesCache(step)) return;
    if (
      relevant.some(
        (event) =>
          mayHaveMoreFlags(event) ||
          keepsItsOwn(event) ||
          event.cacheFrom !== undefined ||
          event.cacheTo !== undefined ||
          hosted(event.job) === false ||
          noCache(event) ||
          isAgain(event),
      )
    )
      return;
    // A run for a tag sees no cache of another tag's run (GitHub docs, "Restrictions for accessing a cache"), so one that is kept is never read.
    if (relevant.every(({ job }) => RELEASE.test(job.instance.scenario.id))) return;
    // Lines that were taken out by a comment show that somebody has decided against it.
    if (/^\s*#\s*cache-(from|to)\s*:/m.test(stepSource(step))) return undecided('the cache is commented out');
    if (relevant.some(mayBeAgain)) return undecided('whether the job has built the same before is not known');
    report({
      at: span,
      message: `\`${tool}\` starts from nothing on every run: no layer cache is read or kept`,
      confidence: 'certain',
      scenarios: relevant.map(({ job }) => job.instance.scenarioId),
      // In a script the GitHub Actions cache needs a token that only actions are given (docs.docker.com, "GitHub Actions cache").
      ...(first.command === undefined
        ? {
            fix: {
              title: 'Keep the layers in the GitHub Actions cache',
              edit: (editor) =>
                addCache(editor, step, first, cacheScope(analysis, step, [first, ...relevant.slice(1)])),
            },
          }
        : {}),
    });
  },
});

const RELEASE = /^(push:tag|push:prerelease-tag|release:)/;

/** An expression that gives a cache in some runs only (`${{ inputs.cache && 'type=gha' || '' }}`) is how its author wants it. */
function writesCache(step: Step): boolean {
  return [writtenInput(step, 'cache-from'), writtenInput(step, 'cache-to')].some((text) => text?.includes('${{'));
}

/** `docker buildx build $ARGUMENTS`: a variable may bring a cache along. */
function mayHaveMoreFlags({ command }: BuildEvent): boolean {
  return command?.words.some(({ splits }) => splits) === true;
}

/** Builders elsewhere (`remote`, `kubernetes`, Docker's `cloud`) outlive the run with their layers. */
function keepsItsOwn(event: BuildEvent): boolean {
  return before(event, 'setup').some(
    ({ what, driver }) =>
      what === 'buildx' &&
      driver !== undefined &&
      !(driver.value.kind === 'known' && ['', 'docker', 'docker-container'].includes(datumText(driver.value.value))),
  );
}

/**
 * The same build once more, to push what was loaded and tested before, or for platforms that were built one by one: its layers are in the
 * builder already.
 */
function isAgain(event: BuildEvent): boolean {
  const earlier = before(event, 'build').filter(
    (other) =>
      other.builder === 'buildx' &&
      other.reached === true &&
      other.builds === true &&
      sameSource(other, event) &&
      isSame(other.buildArguments, event.buildArguments),
  );
  if (earlier.some((other) => isSame(other.platforms, event.platforms))) return true;
  const wanted = platformsOf(event);
  const built = earlier.flatMap((other) => platformsOf(other));
  return wanted.length > 0 && wanted.every((platform) => built.includes(platform));
}

/** The same build once more, as far as inputs that are not known tell. */
function mayBeAgain(event: BuildEvent): boolean {
  return before(event, 'build').some(
    (other) =>
      other.builder === 'buildx' &&
      other.reached === true &&
      other.builds === true &&
      (['context', 'file', 'target', 'buildArguments', 'platforms'] as const).every((part) =>
        mayBeSame(other[part], event[part]),
      ),
  );
}

function mayBeSame(a: Operand | undefined, b: Operand | undefined): boolean {
  return isSame(a, b) || [a, b].some((one) => one !== undefined && one.value.kind !== 'known');
}

function platformsOf({ platforms }: BuildEvent): readonly string[] {
  return (platforms === undefined ? undefined : knownText(platforms.value))?.split(/[\s,]+/).filter(Boolean) ?? [];
}

function isSame(a: Operand | undefined, b: Operand | undefined): boolean {
  return a === undefined || b === undefined ? a === b : JSON.stringify(a.value) === JSON.stringify(b.value);
}

function noCache(event: BuildEvent): boolean {
  if (event.command !== undefined) return event.command.words.some(({ value }) => knownText(value) === '--no-cache');
  const value = event.step.input('no-cache');
  return value?.kind !== 'known' || datumText(value.value) === 'true';
}

/**
 * `type=gha` with a scope of its own per job of the repository and, in a matrix, per leg: builds that share a scope overwrite each other (F-033).
 * Exporting the cache needs a container builder, so Buildx is set up where it is not.
 */
function addCache(editor: Editor, step: Step, event: BuildEvent, scope: string | Refusal): Refusal | undefined {
  if (typeof scope !== 'string') return scope;
  const old = before(event, 'setup')
    .filter(({ what, command }) => what === 'buildx' && command === undefined)
    .map(oldCacheClient)
    .find((one) => one !== undefined);
  if (old !== undefined)
    return { refused: `${old.what} does not know GitHub's cache service, which takes ${old.needs}; update it first` };
  // The engine's own builder leaves the image in the engine, a container builder only where it is told to.
  if (!hasBuildx(event) && event.pushes !== true && event.loads !== true && event.exporters === undefined)
    return { refused: 'without Buildx the image is left in the engine; decide on `load` when you set Buildx up' };
  return (
    editor.setInput(step, 'cache-from', `type=gha,scope=${scope}`) ??
    editor.setInput(step, 'cache-to', `type=gha,mode=max,scope=${scope}`) ??
    ensureBuildx(editor, event, step)
  );
}
