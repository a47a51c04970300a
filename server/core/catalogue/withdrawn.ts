import data from '../../data/withdrawn-refs.json';

/** Why a reference to an action does not work any more. */
export interface Withdrawal {
  /** `removed`: the tag is gone. `broken`: it is there, and calls an action at a tag that is gone. */
  readonly kind: 'removed' | 'broken';
  readonly because: string;
  /** False where only the comment behind a commit says which version it is. */
  readonly certain: boolean;
}

/**
 * Whether `owner/repo@ref` is known to be withdrawn; undefined where it is not, or where nobody here knows.
 * `comment` is the comment behind it. Source of each fact: server/data/withdrawn-refs.json.
 */
export function withdrawal(action: string, ref: string, comment: string | undefined): Withdrawal | undefined {
  const entry = data.actions.find((one) => one.action === action.toLowerCase());
  if (entry === undefined) return undefined;
  const { removed } = entry;
  if (new RegExp(removed.form).test(ref) && !removed.except.includes(ref) && !isAfter(ref, removed.upTo))
    return { kind: 'removed', because: entry.because, certain: true };
  const sha = /^[0-9a-f]{40}$/i.test(ref);
  const named = sha ? /\bv?(\d+\.\d+\.\d+)\b/.exec(comment ?? '')?.[1] : undefined;
  for (const { version, commit, needs } of entry.broken) {
    const exact = ref === version || ref.toLowerCase() === commit;
    // A comment counts only where the version's own commit is not known: another commit is another version then.
    if (!exact && (commit !== '' || named !== version.slice(1))) continue;
    return { kind: 'broken', because: `it calls \`${needs}\`, a tag that was removed`, certain: exact };
  }
  return undefined;
}

/** A version of an action that GitHub refuses to start jobs with. */
export interface SwitchedOff {
  readonly action: string;
  /** As it is asked for, with the `v`: a major, or the version it is pinned to. */
  readonly version: string;
  /** What to do, behind a semicolon. */
  readonly cure: string;
  /** False where only the comment behind a commit tells the version. */
  readonly certain: boolean;
}

/** The version of an action that `owner/repo@ref` asks for, where GitHub has switched it off; `comment` is the comment behind it. */
export function switchedOff(uses: string, comment: string | undefined): SwitchedOff | undefined {
  const [, action = '', ref = ''] = /^([\w.-]+\/[\w.-]+)@(\S+)$/.exec(uses.trim()) ?? [];
  const entry = data.switchedOff.find((one) => one.action === action.toLowerCase());
  if (entry === undefined) return undefined;
  const sha = /^[0-9a-f]{40}$/i.test(ref);
  const said = sha ? /\bv\d+(\.\d+){0,2}\b/.exec(comment ?? '')?.[0] : ref;
  const [version, major] = /^v(\d+)(\.\d+){0,2}$/.exec(said ?? '') ?? [];
  if (version === undefined || major === undefined) return undefined;
  // The tag of a major moves on to the newest of it; a version stays.
  const [first] = entry.before.filter((one) => one.startsWith(`${major}.`));
  const pinned = first !== undefined && /\.\d+\./.test(version) && isAfter(first, version);
  const old = Number(major) <= entry.upTo;
  return old || pinned
    ? { action: entry.action, version: old ? `v${major}` : version, cure: entry.cure, certain: !sha }
    : undefined;
}

function isAfter(a: string, b: string): boolean {
  const [left, right] = [numbers(a), numbers(b)];
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function numbers(version: string): readonly number[] {
  return version.replace(/^v/, '').split('.').map(Number);
}
