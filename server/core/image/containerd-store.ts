import type { SetupEvent } from '../event/event';
import { givenOperand } from '../run/operand';
import { knownText, type Truth } from '../value/value';

/**
 * Whether an engine that docker/setup-docker-action sets up keeps images in the containerd store, which takes several platforms, attestations
 * and caches (its README, "Daemon configuration"; docs.docker.com, "containerd image store"). Engines since version 29 have it by default, so
 * without a configuration it is not known. False for other set-ups.
 */
export function hasContainerdStore({ what, step, reached }: SetupEvent): Truth {
  if (what !== 'docker') return false;
  const config = givenOperand(step, 'daemon-config');
  const text = config === undefined ? undefined : knownText(config.value);
  const on = /"containerd-snapshotter"\s*:\s*(true|false)/.exec(text ?? '')?.[1];
  return on === undefined || reached !== true ? 'unknown' : on === 'true';
}
