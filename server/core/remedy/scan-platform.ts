import type { BuildEvent, PushEvent } from '../event/event';
import type { PublishedImage } from '../image/analysis';
import { before } from '../image/in-job';
import { sameImage } from '../image/same-image';
import { isRepeatable } from '../image/written-name';
import { listOptions, spread, writtenInput } from '../run/operand';
import { architecturesOf } from '../run/runner';
import type { Refusal } from '../text/edit';
import { datumText, type Known, type Template } from '../value/value';

/**
 * What Trivy has to be told to take (`TRIVY_PLATFORM`), or undefined where it need not be told. Of an index it takes linux/amd64 whatever the
 * runner is and fails where there is none, and with its provenance an image of one platform is an index too (aquasecurity/trivy-action#188,
 * hyperb1iss/sibyl#276; trivy-action has no input for it). Refuses where what there is depends on the run and is written nowhere.
 */
export function scanPlatform({ events }: PublishedImage): string | undefined | Refusal {
  const asked = events.flatMap(buildsOf).map(platformsOf);
  const known = asked.flatMap(({ lists }) => lists ?? []);
  if (asked.some(({ lists }) => lists === undefined) || known.every((list) => list.some(isDefault))) return undefined;
  const written = asked.map(({ text }) => text);
  const [text] = written;
  if (text !== undefined && written.every((other) => other === text) && known.every(({ length }) => length === 1))
    return text;
  const [first, ...others] = new Set(known.map((list) => list.find(isDefault) ?? list[0]));
  return first !== undefined && others.length === 0
    ? withSystem(first)
    : {
        refused: 'the scan reads one platform of the image, and which there are differs between the jobs that build it',
      };
}

/** The builds whose platforms a published image has: itself, or what the job has built and then pushes. An index is of several. */
function buildsOf(event: BuildEvent | PushEvent): readonly BuildEvent[] {
  if (event.kind === 'build') return [event];
  return event.how === 'push' ? before(event, 'build').filter((build) => sameImage(event, build) === true) : [];
}

interface Platforms {
  /** The lists there may be; undefined where they are not known. */
  readonly lists: readonly (readonly string[])[] | undefined;
  /** How another step of the job can write it. */
  readonly text: string | undefined;
}

function platformsOf({ platforms, job, step }: BuildEvent): Platforms {
  if (platforms === undefined) {
    const lists = architecturesOf(job)?.map((one) => [one === 'ARM64' ? 'linux/arm64' : DEFAULT]);
    return {
      lists,
      text: lists?.length === 1 ? lists[0]?.[0] : `\${{ runner.arch == 'ARM64' && 'linux/arm64' || '${DEFAULT}' }}`,
    };
  }
  const written = writtenInput(step.step, 'platforms');
  const lists = listOptions(platforms.value, SEPARATOR)?.flatMap(listsOf);
  return {
    lists: lists?.includes(undefined) === true ? undefined : lists?.filter((list) => list !== undefined),
    text: written !== undefined && !/[\r\n]/.test(written) && isRepeatable(written, step.step) ? written : undefined,
  };
}

/** The lists that one becomes on the legs of a matrix; undefined where a piece of it is not known. */
function listsOf(list: readonly (Known | Template)[]): readonly (readonly string[] | undefined)[] {
  const [only, ...rest] = list;
  const legs = only !== undefined && rest.length === 0 ? spread(only).map((value) => [value]) : [list];
  return legs.map((values) => {
    const texts = values.flatMap((value) => (value.kind === 'known' ? [datumText(value.value)] : []));
    if (texts.length === values.length)
      return texts.flatMap((text) => text.split(SEPARATOR).map((piece) => piece.trim())).filter(Boolean);
    return texts.some(isDefault) ? texts : undefined;
  });
}

const SEPARATOR = /[,\n]/;
const DEFAULT = 'linux/amd64';

function isDefault(platform: string): boolean {
  return /^(linux\/)?(amd64|x86_64)(\/|$)/.test(platform);
}

/** Buildx takes a processor alone for one of linux. */
function withSystem(platform: string): string {
  return platform.includes('/') ? platform : `linux/${platform}`;
}
