import type { SetupEvent } from '../event/event';
import { givenOperand } from '../run/operand';
import { knownText } from '../value/value';

/** A Buildx or BuildKit pinned below the first that speak to GitHub's cache service of April 2025: Buildx 0.21 and BuildKit 0.20. */
export function oldCacheClient({ step }: SetupEvent):
  | {
      readonly what: string;
      readonly needs: string;
      readonly input: string;
      readonly at: { readonly start: number; readonly end: number };
    }
  | undefined {
  const version = givenOperand(step, 'version');
  const buildx = knownText(version?.value);
  if (version !== undefined && buildx !== undefined && isBelow(buildx, 21))
    return { what: `Buildx ${buildx}`, needs: 'v0.21.0', input: 'version', at: version.span };
  const options = givenOperand(step, 'driver-opts');
  const image = /image=\S*moby\/buildkit:(v?0\.\d+\S*)/.exec(knownText(options?.value) ?? '')?.[1];
  return options !== undefined && image !== undefined && isBelow(image, 20)
    ? { what: `BuildKit ${image}`, needs: 'v0.20.0', input: 'driver-opts', at: options.span }
    : undefined;
}

function isBelow(version: string, minor: number): boolean {
  const match = /^v?0\.(\d+)(\.|-|$)/.exec(version.trim());
  return match !== null && Number(match[1]) < minor;
}
