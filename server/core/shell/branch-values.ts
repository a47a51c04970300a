import { union } from '../value/text';
import { known, type Value } from '../value/value';
import { ownGuard } from './own-guard';
import type { Command, Guard } from './script';

/** Values of names that are set under conditions: in force in the branch that sets them, one of several behind it. */
export interface BranchValues {
  /** What names hold behind all branches. */
  readonly outermost: ReadonlyMap<string, Value>;
  /** What a name holds for a command under `place`, the guards that nobody can decide; undefined where nothing sets it. */
  get(name: string, place: readonly Guard[]): Value | undefined;
  /** `before` is what the name holds where nothing has set it yet. */
  set(name: string, value: Value, place: readonly Guard[], before?: Value): void;
  /** Notes all values, or those of one name, and gives what puts them back. */
  save(name?: string): () => void;
}

/** What a name holds within a branch. */
interface Within {
  readonly place: readonly Guard[];
  readonly value: Value;
}

/** Branches of statements that are certainly not taken. They are found out while the script is walked, anew in each call of a function. */
export interface UntakenBranches {
  /** Notes whether the branches a command lies in may be taken; `no` is the guard that says they are not. */
  noteGuards(command: Command, no: Guard | undefined): void;
  has(statement: number, index: number): boolean;
}

export function untakenBranches(): UntakenBranches {
  const keys = new Set<string>();
  return {
    noteGuards(command, no) {
      for (const guard of no === undefined ? command.guards : [no]) {
        const { branch } = ownGuard(command, guard);
        if (branch === undefined) continue;
        const key = `${branch.statement}/${branch.index}`;
        if (no === undefined) keys.delete(key);
        else keys.add(key);
      }
    },
    has: (statement, index) => keys.has(`${statement}/${index}`),
  };
}

export function branchValues(untaken: UntakenBranches): BranchValues {
  const outermost = new Map<string, Value>();
  const within = new Map<string, readonly Within[]>();
  // What each branch of a statement certainly sets, by name, statement and branch.
  const settled = new Map<string, Value>();

  function get(name: string, place: readonly Guard[]): Value | undefined {
    let found: Within | undefined;
    for (const one of within.get(name) ?? [])
      if (begins(place, one.place) && one.place.length >= (found?.place.length ?? 0)) found = one;
    return found?.value ?? outermost.get(name);
  }

  function set(name: string, value: Value, place: readonly Guard[], before: Value = known('')): void {
    const levels: Within[] = [];
    let at: Value = value;
    // Whether the name certainly holds `at` at the end of the branch that is being left.
    let certain = true;
    let left: number | undefined;
    for (let depth = place.length - 1; depth >= 0; depth--) {
      levels.unshift({ place: place.slice(0, depth + 1), value: at });
      const branch = place[depth]?.branch;
      if (branch !== undefined && branch.statement === left) continue;
      const all: Value | undefined =
        branch === undefined ? undefined : inEveryBranch(name, branch, certain ? at : undefined);
      left = branch?.statement;
      certain = all !== undefined;
      at = all ?? union([get(name, place.slice(0, depth)) ?? before, at]);
    }
    within.set(name, levels);
    outermost.set(name, at);
  }

  /** The values of a name where every branch of the statement that may be taken sets it, so that the older one is gone. */
  function inEveryBranch(
    name: string,
    { statement, index, last }: NonNullable<Guard['branch']>,
    value: Value | undefined,
  ): Value | undefined {
    const key = (branch: number): string => `${name}@${statement}/${branch}`;
    if (value === undefined) settled.delete(key(index));
    else settled.set(key(index), value);
    if (!last) return undefined;
    const taken = Array.from({ length: index + 1 }, (_, branch) => branch).filter(
      (one) => !untaken.has(statement, one),
    );
    const found = taken.map((branch) => settled.get(key(branch))).filter((one) => one !== undefined);
    return found.length === taken.length ? union(found) : undefined;
  }

  function save(name?: string): () => void {
    const own = (key: string): boolean => name === undefined || key === name || key.startsWith(`${name}@`);
    const before = [outermost, within, settled].map((map) => [map, [...map].filter(([key]) => own(key))] as const);
    return () => {
      for (const [map, entries] of before) {
        for (const key of [...map.keys()].filter(own)) map.delete(key);
        for (const [key, value] of entries) (map as Map<string, unknown>).set(key, value);
      }
    };
  }

  return { outermost, get, set, save };
}

function begins(place: readonly Guard[], start: readonly Guard[]): boolean {
  return start.length <= place.length && start.every((guard, index) => guard === place[index]);
}
