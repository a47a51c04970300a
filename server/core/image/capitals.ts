import type { Reference } from '../run/reference';
import { fromParts, parts } from '../value/text';
import type { Hole, Known, Template } from '../value/value';

/** Why the name of a reference has capitals, or may have them. */
export type Capitals =
  /** Capitals written in the name. */
  | { readonly kind: 'written'; readonly text: string }
  /** An expression that has capitals in this repository. */
  | { readonly kind: 'repository'; readonly hole: Hole; readonly value: string }
  /** The same where the repository's name is not known. */
  | { readonly kind: 'perhaps'; readonly hole: Hole };

/** Capitals behind the host; the host itself may have them. `repository` is the upstream repository's name, where it is known. */
export function capitalsOf({ name }: Reference, repository: string | undefined): Capitals | undefined {
  const path = parts(behindHost(name));
  const written = path.find((part) => typeof part === 'string' && /[A-Z]/.test(part));
  if (typeof written === 'string') return { kind: 'written', text: written };
  for (const hole of path) {
    if (typeof hole === 'string' || hole.lower === true || !NAMES.test(hole.key)) continue;
    const value = repository === undefined ? undefined : valueOf(hole, repository);
    if (value === undefined) return { kind: 'perhaps', hole };
    if (/[A-Z]/.test(value)) return { kind: 'repository', hole, value };
  }
  return undefined;
}

function behindHost(name: Known | Template): Known | Template {
  const list = parts(name);
  const at = list.findIndex((part) => typeof part === 'string' && part.includes('/'));
  const slash = list[at];
  if (typeof slash !== 'string') return name;
  return fromParts([slash.slice(slash.indexOf('/')), ...list.slice(at + 1)]);
}

const NAMES = /^github\.(repository|repository_owner|event\.repository\.(full_name|name|owner\.login))$/;

function valueOf({ key }: Hole, repository: string): string | undefined {
  const [owner = '', name = ''] = repository.split('/');
  if (key === 'github.repository' || key.endsWith('.full_name')) return repository;
  return key.endsWith('.name') ? name : owner;
}
