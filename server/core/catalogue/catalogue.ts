import type { Refusal } from '../text/edit';
import { ACTIONS } from './data';
import type { ActionEntry, ActionVersion, InputEntry, OlderEdition, OutputEntry } from './entry';

/** A catalogued action as a workflow names it. */
export interface FoundAction {
  readonly entry: ActionEntry;
  /** Undefined where the ref does not say it (a branch, a commit nobody knows). */
  readonly major: number | undefined;
  readonly ref: string;
  readonly style: RefStyle;
}

export type RefStyle = 'sha' | 'tag' | 'branch';

/** Looks up `owner/repo[/path]@ref`. `comment` is the comment behind it, which names the version of a commit. */
export function lookupAction(uses: string, comment: string | undefined): FoundAction | undefined {
  const match = /^([\w.-]+\/[\w.-]+(?:\/[\w./-]+)?)@(\S+)$/.exec(uses.trim());
  const name = match?.[1]?.toLowerCase();
  const ref = match?.[2];
  if (name === undefined || ref === undefined) return undefined;
  const moved = MOVED.get(name);
  const entry = ACTIONS.get(moved?.to ?? name);
  if (entry === undefined) return undefined;
  const style = styleOf(ref);
  const major = majorOf(entry, ref, style, comment);
  if (moved?.since !== undefined && (major ?? 1) < moved.since) return undefined;
  return { entry: editionOf(entry, major), ref, style, major };
}

/**
 * Repositories of actions that moved, which GitHub still finds by their old names, with the first major that took the same inputs
 * (docker/metadata-action, UPGRADE.md, "v2 to v3"; ko-build/ko#791 and sigstore/policy-controller#1328).
 */
const MOVED: ReadonlyMap<string, { readonly to: string; readonly since?: number }> = new Map([
  ['crazy-max/ghaction-docker-meta', { to: 'docker/metadata-action', since: 2 }],
  ['imjasonh/setup-ko', { to: 'ko-build/setup-ko' }],
]);

/** The entry as it was at a major version; the same object for the same version. */
function editionOf(entry: ActionEntry, major: number | undefined): ActionEntry {
  const older = major === undefined ? undefined : entry.older?.find(({ until }) => major <= until);
  if (older === undefined) return entry;
  const known = EDITIONS.get(older) ?? { ...entry, ...older };
  EDITIONS.set(older, known);
  return known;
}

export function actionNamed(name: string): ActionEntry | undefined {
  return ACTIONS.get(name.toLowerCase());
}

export function styleOf(ref: string): RefStyle {
  if (/^[0-9a-f]{40}$/i.test(ref)) return 'sha';
  return /^v?\d+(\.\d+)*([-+].*)?$/.test(ref) ? 'tag' : 'branch';
}

/** Inputs of an action at a major version, by lower-case name; all of them where the version is not known. */
export function inputsOf(entry: ActionEntry, major: number | undefined): ReadonlyMap<string, InputEntry> {
  return memoised(INPUTS, entry, major, () => available(entry.inputs, major));
}

export function outputsOf(entry: ActionEntry, major: number | undefined): ReadonlyMap<string, OutputEntry> {
  return memoised(OUTPUTS, entry, major, () => available(entry.outputs, major));
}

/**
 * `uses:` text for an action in a given pin style: a moving major tag where one exists, otherwise the full version;
 * or a commit with the version as comment. Refuses a commit that is not known.
 */
export function pin(
  action: string,
  style: RefStyle,
  full = false,
): { readonly uses: string; readonly comment?: string } | Refusal {
  const entry = actionNamed(action);
  const newest = entry?.versions[0];
  if (entry === undefined || newest === undefined) return { refused: `no version of ${action} is known` };
  if (style === 'sha') {
    if (newest.commit === undefined) return { refused: `the commit of ${action} ${newest.version} is not known` };
    return { uses: `${entry.action}@${newest.commit}`, comment: newest.version };
  }
  const moving = `v${newest.major}`;
  return { uses: `${entry.action}@${!full && entry.movingTags?.includes(moving) === true ? moving : newest.version}` };
}

const EDITIONS = new WeakMap<OlderEdition, ActionEntry>();
const INPUTS = new WeakMap<ActionEntry, Map<number | undefined, ReadonlyMap<string, InputEntry>>>();
const OUTPUTS = new WeakMap<ActionEntry, Map<number | undefined, ReadonlyMap<string, OutputEntry>>>();

/** Entries never change, so what they offer at a version is worked out once. */
function memoised<T>(
  memo: WeakMap<ActionEntry, Map<number | undefined, T>>,
  entry: ActionEntry,
  major: number | undefined,
  make: () => T,
): T {
  const known = memo.get(entry) ?? new Map<number | undefined, T>();
  memo.set(entry, known);
  const found = known.get(major) ?? make();
  known.set(major, found);
  return found;
}

function available<T extends { readonly since?: number; readonly until?: number }>(
  list: Readonly<Record<string, T>>,
  major: number | undefined,
): ReadonlyMap<string, T> {
  const result = new Map<string, T>();
  for (const [name, item] of Object.entries(list)) {
    if (major !== undefined && ((item.since ?? major) > major || (item.until ?? major) < major)) continue;
    result.set(name.toLowerCase(), item);
  }
  return result;
}

function majorOf(entry: ActionEntry, ref: string, style: RefStyle, comment: string | undefined): number | undefined {
  if (style === 'tag') return firstNumber(ref);
  if (style === 'branch') return undefined;
  const known: ActionVersion | undefined = entry.versions.find(({ commit }) => commit === ref.toLowerCase());
  if (known !== undefined) return known.major;
  const version = /\bv?(\d+)(\.\d+)*/.exec(comment ?? '')?.[0];
  return version === undefined ? undefined : firstNumber(version);
}

function firstNumber(text: string): number | undefined {
  const digits = /\d+/.exec(text)?.[0];
  return digits === undefined ? undefined : Number(digits);
}
