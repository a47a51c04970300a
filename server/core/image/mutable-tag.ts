import type { BuildEvent, PushEvent } from '../event/event';
import type { Reference } from '../run/reference';
import { parts } from '../value/text';
import { datumText, type Truth } from '../value/value';

/**
 * Whether later runs give a reference's tag to other images: `latest`, names of branches and channels, a major version alone. Unknown where
 * an expression may be anything.
 */
export function isMutable(reference: Reference, event: BuildEvent | PushEvent): Truth {
  const { tag, digest } = reference;
  const { id } = event.job.instance.scenario;
  if (digest !== undefined) return false;
  if (tag === undefined) return isUntagged(reference, event) ? true : 'unknown';
  if (tag.kind === 'known') return MOVING.test(datumText(tag.value).trim());
  // On a branch the name of the ref is the branch's; of a tag it is a version.
  const onTag = /^(push:tag|push:prerelease-tag|release:)/.test(id);
  const holes = parts(tag).filter((part) => typeof part !== 'string');
  if (holes.some(({ shown }) => UNIQUE.test(shown))) return false;
  return !onTag && holes.every(({ shown }) => BRANCH.test(shown)) ? true : 'unknown';
}

/** Channels by the names they have everywhere, also for a variant of the image (`latest-alpine`). */
const MOVING =
  /^(v?\d{1,3}|(\w+-)?(latest|main|master|trunk|default|head|current|edge|nightly|canary|next|stable|dev|devel|develop|development|test|testing|staging|stage|prod|production|preview|snapshot)(-\w+)?)$/i;

/** What names one commit or run. */
const UNIQUE = /sha\b|commit|run_id|run_number|run_attempt|timestamp|\bdate\b|\btime\b|version|describe/i;

const BRANCH = /^github\.(ref_name|head_ref|base_ref|event\.repository\.default_branch)$/;

/** Whether a reference certainly has no tag, so that `latest` is meant: an expression may end with one, and some tools take tags apart from names. */
function isUntagged({ value }: Reference, { command, step, tool }: BuildEvent | PushEvent): boolean {
  const all = parts(value);
  const last = all[all.length - 1];
  if (typeof last !== 'string' && !(last !== undefined && all.length > 1 && NAME.test(last.shown))) return false;
  if (command === undefined) return tool === 'docker/build-push-action';
  const text = step.step.run?.field.text.slice(command.command.span.start, command.command.span.end) ?? '';
  return !/\s(-a|--all-tags)\b/.test(text);
}

/** Expressions that hold no colon, and what ko ends a name with. */
const NAME = /^(github\.(repository|repository_owner|actor|event\.repository\.name)|md5|package)$/;
