import data from '../../data/advisories.json';

/** Known-bad versions of a tool, and where a workflow can ask for them. Source: server/data/advisories.json. */
export interface Advisory {
  readonly id: string;
  readonly tool: string;
  readonly summary: string;
  /** Versions without `v`. */
  readonly versions: readonly string[];
  readonly actions: readonly { readonly action: string; readonly input: string }[];
  /** Repositories of its images without the registry, with the versions of those. */
  readonly images: readonly string[];
  readonly imageVersions: readonly string[];
  /** Addresses its releases are fetched from, up to the version. */
  readonly downloads: readonly string[];
  /** A version without the fault. */
  readonly good: string;
}

export const ADVISORIES: readonly Advisory[] = data.advisories;

/** The input by which an action is told a version of the tool. */
export function versionInput(advisory: Advisory, action: string): string | undefined {
  return advisory.actions.find((one) => one.action === action.toLowerCase())?.input;
}

/** Whether a text names any bad version at all; nearly none does, and looking closer costs more. */
export function mentionsBadVersion(text: string): boolean {
  return ADVISORIES.some(({ versions, imageVersions }) =>
    [...versions, ...imageVersions].some((version) => text.includes(version)),
  );
}

/** A place of a text that names a bad version. */
export interface BadVersion {
  readonly start: number;
  readonly end: number;
  readonly version: string;
  /** Where the address it belongs to ends, which may name the version again. */
  readonly addressEnd: number;
}

/** Places of a text that name a bad image or download, each the version alone. */
export function badVersionsIn(advisory: Advisory, text: string): readonly BadVersion[] {
  return patternsOf(advisory).flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => {
      const version = match[2] ?? '';
      const end = match.index + match[0].length;
      const rest = /^[^\s"']*/.exec(text.slice(end))?.[0].length ?? 0;
      return { start: end - version.length, end, version, addressEnd: end + rest };
    }),
  );
}

/** Every text of a file is searched for every advisory, so the patterns are put together once. */
function patternsOf(advisory: Advisory): readonly RegExp[] {
  const memo = PATTERNS.get(advisory);
  if (memo !== undefined) return memo;
  const escape = (list: readonly string[]): string => list.map((one) => one.replace(/[.]/g, '\\.')).join('|');
  const image = `(?:${escape(advisory.images)}):(v?)(${escape(advisory.imageVersions)})(?![\\w.])`;
  const download = `(?:${escape(advisory.downloads)})/(v?)(${escape(advisory.versions)})(?![\\w.])`;
  const patterns = [new RegExp(image, 'g'), new RegExp(download, 'g')];
  PATTERNS.set(advisory, patterns);
  return patterns;
}

const PATTERNS = new WeakMap<Advisory, readonly RegExp[]>();
