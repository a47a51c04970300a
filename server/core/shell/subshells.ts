/** The shells of their own (`( … )`, the parts of a pipeline) that a script is in while it is followed. */
export interface Subshells {
  /** Goes to where a command runs, its shells from the outside in (`Command.shells`): what the shells that end there have set is gone. */
  enter(shells: readonly number[] | undefined): void;
  /** Follows commands that start where the script is now: a call of a function, or the turn of a loop, which starts its shells anew. */
  follow(call: 'function' | 'turn', commands: () => void): void;
}

/** `save` notes what is set, and gives what puts it back. */
export function subshells(save: () => () => void): Subshells {
  let open: { readonly shell: number; readonly restore: () => void }[] = [];
  const leave = (depth: number): void => open.splice(depth)[0]?.restore();
  return {
    enter(shells = []) {
      let same = 0;
      while (same < open.length && open[same]?.shell === shells[same]) same++;
      leave(same);
      for (const shell of shells.slice(same)) open.push({ shell, restore: save() });
    },
    follow(call, commands) {
      const outer = open;
      if (call === 'function') open = [];
      const depth = open.length;
      commands();
      leave(depth);
      open = outer;
    },
  };
}
