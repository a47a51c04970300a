import data from '../../data/runtimes.json';

const RUNTIMES: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(Object.entries(data.actions));

/** The Node version an old major of an action runs on (`node16`); undefined where it is current or not known. Source: server/data/runtimes.json. */
export function runtimeOf(action: string, major: number): string | undefined {
  return RUNTIMES.get(action.toLowerCase())?.[String(major)];
}
