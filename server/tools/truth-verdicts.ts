/** What reading a disagreement between a label and what is reported has shown. */
export interface Verdict {
  /** From the folder of the labelled repositories. */
  readonly path: string;
  readonly line: number;
  /** Kind of event, attribute of one (`builds.push`) or kind of defect. */
  readonly of: string;
  /**
   * Who is wrong: the `label`, by its own definition; the `model`, that is we; nobody, as what decides is in a `file` that the labelled folder
   * does not hold, in another file of the `repository` than the one that the label looks at, or said in the profile `strict`.
   */
  readonly verdict: 'label' | 'model' | 'file' | 'repository' | 'strict';
  readonly why: string;
}

/** Verdicts to be taken by place, each once, and those that nobody has taken. */
export interface Verdicts {
  take(path: string, line: number, of: string): Verdict | undefined;
  left(): readonly Verdict[];
}

export function verdictsBy(list: readonly Verdict[]): Verdicts {
  const taken = new Set<Verdict>();
  return {
    take(path, line, of) {
      const found = list.find((one) => one.path === path && one.line === line && one.of === of && !taken.has(one));
      if (found !== undefined) taken.add(found);
      return found;
    },
    left: () => list.filter((one) => !taken.has(one)),
  };
}
