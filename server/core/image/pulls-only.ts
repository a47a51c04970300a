import { lookupCommand } from '../catalogue/commands';
import type { BuildEvent, ImageEvent, LoginEvent } from '../event/event';
import { eventsOfKinds } from '../event/events-of';
import type { StepInstance } from '../run/run';
import { unwrapped } from '../run/unwrap';
import { wordTexts } from '../shell/word-text';
import { datumText } from '../value/value';

/** Whether an event is a login that can be left with reading. */
export function isPullLogin(event: ImageEvent): boolean {
  return event.kind === 'login' && event.credential === 'github-token' && servesPullsOnly(event);
}

/**
 * Whether a login to ghcr.io serves pulls only, for which reading packages is enough: something pulls from there behind it, and all that comes
 * behind it is read, so that nothing can push in a way that is not seen. What is pushed for all to see counts elsewhere.
 */
function servesPullsOnly({ hosts, step: login, job }: LoginEvent): boolean {
  if (hosts?.length !== 1 || hosts[0] !== 'ghcr.io') return false;
  const later = job.steps.filter(({ order, reached }) => order >= login.order && reached !== false);
  if (eventsOfKinds(job, ['build']).some((build) => build.reached !== false && mayExportCache(build))) return false;
  return later.every(isRead) && later.some(pulls);
}

/** A cache in the registry is written with the same login. */
function mayExportCache({ cacheTo }: BuildEvent): boolean {
  if (cacheTo === undefined) return false;
  const { value } = cacheTo;
  return !(value.kind === 'known' && /^type=(gha|local|inline)\b/.test(datumText(value.value).trim()));
}

function isRead({ action, script, step }: StepInstance): boolean {
  switch (action.kind) {
    case 'run':
      return (
        script !== undefined &&
        step.run !== undefined &&
        script.commands.every(({ words, reached }) => {
          if (reached === false || words.length === 0) return true;
          const matched = commandOf(words);
          return matched !== undefined && (matched === 'harmless' || !('opaque' in matched));
        })
      );
    case 'catalogued':
      return action.entry.tokenUse !== 'any';
    case 'composite':
    case 'none':
      return true;
    case 'unknown':
      return false;
  }
}

/** A step that takes an image from ghcr.io by `docker pull`, `docker run` and the like. */
function pulls({ script }: StepInstance): boolean {
  return (script?.commands ?? []).some(({ words, reached }) => {
    const matched = reached === false ? undefined : commandOf(words);
    if (matched === undefined || matched === 'harmless' || 'opaque' in matched) return false;
    const { kind } = matched.entry.effect;
    return (
      (kind === 'pull' || kind === 'run') &&
      matched.arguments.some((at) => {
        const value = unwrapped(words)[at]?.value;
        const head = value?.kind === 'template' ? value.parts[0] : value?.kind === 'known' ? value.value : undefined;
        return typeof head === 'string' && head.startsWith('ghcr.io/');
      })
    );
  });
}

function commandOf(words: Parameters<typeof unwrapped>[0]): ReturnType<typeof lookupCommand> {
  return lookupCommand(wordTexts(unwrapped(words)));
}
