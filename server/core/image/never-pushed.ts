import type { ScanEvent } from '../event/event';
import { eventsOfKinds } from '../event/events-of';
import { metadataResult } from '../run/metadata';
import type { Reference } from '../run/reference';
import type { JobInstance, Run, StepInstance } from '../run/run';
import { wordText } from '../shell/word-text';
import { fromParts, holes, identity, isSame, parts } from '../value/text';
import { datumText, type Known, knownText, type Template } from '../value/value';
import { runOfJob } from './run-of-job';

/**
 * Why the tag that a scan reads is certainly none of those the run gives its image: `type=sha` of docker/metadata-action writes the first
 * seven characters of the commit and `github.sha` is all of it; `type=semver` leaves out the `v` that the Git tag begins with (its README,
 * "type=sha", "type=semver"). Undefined where that cannot be told.
 */
export function neverPushed(event: ScanEvent, runs: readonly Run[]): string | undefined {
  const [reference, ...others] = event.references ?? [];
  if (reference?.tag === undefined || reference.digest !== undefined || others.length > 0) return undefined;
  const { tag } = reference;
  const short = withShortCommit(tag);
  const [only, ...rest] = parts(tag);
  const isRef =
    typeof only === 'object' && rest.length === 0 && only.key === 'github.ref_name' && /^v/.test(only.prefix ?? '');
  // All builds of the run are worked out for the answer, so only tags that may be wrong ask for it.
  if (isSame(short, tag) && !isRef) return undefined;
  const made = tagsMade(reference, event.job, runs);
  if (made === undefined || made.length === 0) return undefined;
  if (
    !isSame(short, tag) &&
    made.some((one) => isSame(one, short)) &&
    made.every((one) => !hasLongSha(one, event.job)) &&
    !isMadeUnseen(event, runs)
  )
    return 'the tags of the image hold the short commit, and this one all of it';
  return isRef &&
    made.some(isVersion) &&
    made.every((one) => isVersion(one) || isPlain(one)) &&
    !isMadeUnseen(event, runs)
    ? 'the tags of the image are versions without the `v` of the Git tag, and this one has it'
    : undefined;
}

/** The tags that the run gives the image; undefined where one of its makers has some that are not known. */
function tagsMade(
  reference: Reference,
  job: JobInstance,
  runs: readonly Run[],
): readonly (Known | Template)[] | undefined {
  const name = identity(reference.name);
  const made: (Known | Template)[] = [];
  for (const other of runOfJob(runs, job)?.jobs ?? [])
    for (const { references, known } of eventsOfKinds(other, ['build', 'push'])) {
      if (references === undefined) return undefined;
      for (const one of known) {
        if (identity(one.name) !== name) continue;
        if (one.tag === undefined) return undefined;
        made.push(one.tag);
      }
    }
  return made;
}

/**
 * Whether a script or workflow that is not read may push the tag, a command gives it to an image by itself (`docker tag`, `crane tag`), or the
 * short commit is as long as somebody says (docker/metadata-action README, "DOCKER_METADATA_SHORT_SHA_LENGTH").
 */
function isMadeUnseen({ job }: ScanEvent, runs: readonly Run[]): boolean {
  return (runOfJob(runs, job)?.jobs ?? [job]).some(
    (other) =>
      other.reached !== false &&
      ((other.callee !== undefined && 'unread' in other.callee) ||
        eventsOfKinds(other, ['opaque']).some(({ may, reached }) => reached !== false && may.has('push')) ||
        other.steps.some(maySetTag)),
  );
}

function maySetTag(step: StepInstance): boolean {
  if (step.variable('DOCKER_METADATA_SHORT_SHA_LENGTH') !== undefined) return true;
  const commands = step.reached === false ? [] : (step.script?.commands ?? []);
  return commands.some(({ words }) => words.slice(1, 3).some((word) => wordText(word) === 'tag'));
}

/** The same tag with the short commit in the place of the whole one, as docker/metadata-action writes it. */
function withShortCommit(tag: Known | Template): Known | Template {
  const short = parts(tag).map((part) =>
    typeof part !== 'string' && part.key === 'github.sha' ? { ...part, key: 'github.sha:short' } : part,
  );
  return fromParts(short);
}

/** Whether a tag is or may be one with the whole commit in it. */
function hasLongSha(tag: Known | Template, job: JobInstance): boolean {
  return holes(tag).some(({ key, origin }) => {
    if (origin?.output !== 'tags') return key === 'github.sha' || key === 'github.sha:long';
    const step = job.steps.find((one) => one.key === origin.step);
    const entries = step === undefined ? undefined : metadataResult(step)?.entries;
    return (
      entries?.every(({ entry: { type, attributes } }) =>
        type === 'sha'
          ? [undefined, 'short'].includes(attributes.has('format') ? knownText(attributes.get('format')) : undefined)
          : type !== 'raw' ||
            holes(attributes.get('value') ?? { kind: 'known', value: '' }).every(({ key: one }) => !/sha/.test(one)),
      ) !== true
    );
  });
}

function isVersion(tag: Known | Template): boolean {
  const [first] = parts(tag);
  return typeof first === 'object' && /^semver (version|major|minor|patch)\b/.test(first.key);
}

function isPlain(tag: Known | Template): boolean {
  return tag.kind === 'known' && !datumText(tag.value).startsWith('v');
}
