import type { BuildEvent, PushEvent } from '../event/event';
import { writtenInput } from '../run/operand';

/**
 * Whether the step of a push is written to log in by itself, with a user and password of its own inputs. On pull requests from forks the
 * secrets they name are empty; that it does not log in then is a matter of the pull request and not of a login that was forgotten.
 */
export function logsInByItself({ step, credentials, command }: BuildEvent | PushEvent): boolean {
  if (credentials !== undefined) return true;
  if (command !== undefined || step.action.kind !== 'catalogued') return false;
  return step.action.entry.effects.some(
    (effect) =>
      (effect.kind === 'build' || effect.kind === 'push') &&
      effect.credentials !== undefined &&
      /\bsecrets\b|\bgithub\.token\b/.test(writtenInput(step.step, effect.credentials.password) ?? ''),
  );
}
