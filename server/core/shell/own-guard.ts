import type { Command, Guard } from './script';

/** Of the guards of one statement the last, which is of the branch itself; those before it say that no earlier branch was taken. */
export function ownGuard({ guards }: Command, guard: Guard): Guard {
  const statement = guard.branch?.statement;
  const own = statement === undefined ? [] : guards.filter(({ branch }) => branch?.statement === statement);
  return own[own.length - 1] ?? guard;
}
