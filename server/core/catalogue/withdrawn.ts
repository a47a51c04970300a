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

/** An artifact action of a major that GitHub has switched off; `certain` is false where only the comment behind a commit tells. */
export function retiredArtifactAction(
  uses: string,
  comment: string | undefined,
): { readonly action: string; readonly major: number; readonly certain: boolean } | undefined {
  const [, action = '', ref = ''] = /^([\w.-]+\/[\w.-]+)@(\S+)$/.exec(uses.trim()) ?? [];
  const entry = data.switchedOff.find((one) => one.action === action.toLowerCase());
  if (entry === undefined) return undefined;
  const sha = /^[0-9a-f]{40}$/i.test(ref);
  const version = /^v(\d+)(\.\d+){0,2}$/.exec(sha ? (/\bv\d+(\.\d+){0,2}\b/.exec(comment ?? '')?.[0] ?? '') : ref)?.[1];
  const major = Number(version ?? Number.NaN);
  return major <= entry.upTo ? { action: entry.action, major, certain: !sha } : undefined;
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
