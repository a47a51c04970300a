import { hole, known, type Truth, unknown, type Value } from '../value/value';
import { type BranchValues, branchValues, type UntakenBranches } from './branch-values';
import type { OutputFile } from './output-file';
import type { Guard, Script } from './script';
import { setsUnread } from './sets-unread';
import type { ShellEnvironment } from './walk';

/** What the names of a script hold while it is followed: variables, lists, and which of them are exported. */
export interface ShellNames {
  readonly variables: BranchValues;
  /** Lists whose items are known. */
  readonly lists: ReadonlyMap<string, readonly Value[]>;
  readonly exported: ReadonlyMap<string, Value>;
  /** What a name holds under guards that nobody can decide; `$1` and the like from `positional`, in a function. */
  get(name: string, place: readonly Guard[], positional: readonly Value[] | undefined): Value;
  /** Whether a name that is about to be given a default certainly has no value. */
  isUnset(name: string, place: readonly Guard[]): boolean;
  /** Notes what a list holds; undefined where that is not known. */
  setList(name: string, items: readonly Value[] | undefined, reached: Truth): void;
  export(name: string, value: Value): void;
  /** Follows a function, behind which the names that `local` is told of are what they were before. */
  inFunction(commands: () => void): void;
  local(name: string): void;
  /** Notes all there is, and gives what puts it back. */
  save(): () => void;
}

/** `written` is what the script writes for later steps, which is not in its own variables. */
export function shellNames(
  script: Script,
  environment: ShellEnvironment,
  written: OutputFile,
  untaken: UntakenBranches,
): ShellNames {
  const variables = branchValues(untaken);
  const lists = new Map<string, readonly Value[]>();
  // What commands receive is kept with them, so it is replaced and never changed.
  let exported: ReadonlyMap<string, Value> = new Map();
  // How the local names of the function at hand are put back; undefined in no function.
  let locals: Map<string, () => void> | undefined;
  return {
    variables,
    lists,
    get exported() {
      return exported;
    },
    get(name, place, positional) {
      if (/^\d+$/.test(name) && positional !== undefined) return positional[Number(name) - 1] ?? known('');
      const [, list = '', index] = /^(\w+)\[(\d+)\]$/.exec(name) ?? [];
      const items = lists.get(list);
      if (items !== undefined) return items[Number(index)] ?? known('');
      const set = variables.get(name, place) ?? written.values.get(name) ?? environment.variable(name);
      return set ?? hole({ key: `$${name}`, shown: `$${name}`, reason: 'is set in the run' });
    },
    isUnset: (name, place) =>
      /^[A-Za-z_]\w*$/.test(name) &&
      variables.get(name, place) === undefined &&
      !written.values.has(name) &&
      environment.variable(name) === undefined &&
      !setsUnread(script.commands, script.text, name) &&
      environment.unset?.(name) === true,
    setList(name, items, reached) {
      if (items !== undefined && reached === true) {
        lists.set(name, items);
        return;
      }
      lists.delete(name);
      variables.set(name, unknown('is a list built in the script'), []);
    },
    export(name, value) {
      if (exported.get(name) !== value) exported = new Map(exported).set(name, value);
    },
    inFunction(commands) {
      const outer = locals;
      locals = new Map();
      commands();
      for (const restore of locals.values()) restore();
      locals = outer;
    },
    local(name) {
      if (locals?.has(name) === false) locals.set(name, variables.save(name));
    },
    save() {
      const restore = variables.save();
      const before = { lists: [...lists], exported };
      return () => {
        restore();
        lists.clear();
        for (const [name, list] of before.lists) lists.set(name, list);
        ({ exported } = before);
      };
    },
  };
}
